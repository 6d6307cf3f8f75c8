#!/usr/bin/env python3
"""Takes a run of `resshift train` into MLflow: settings, circumstances, curves and sheets.

    pip install mlflow            # or mlflow-skinny
    python3 examples/mlflow_import.py runs/mine [EXPERIMENT]

Where to is MLflow's own business: MLFLOW_TRACKING_URI. Nothing of ResShift needs this.
"""
import json
import pathlib
import sys

import mlflow
from mlflow.entities import Metric


def flat(prefix, value, into):
    """Nested settings as dotted names, which is what MLflow's parameters are."""
    if isinstance(value, dict):
        for key, below in value.items():
            flat(f"{prefix}.{key}" if prefix else key, below, into)
    else:
        into[prefix] = json.dumps(value) if isinstance(value, list) else value
    return into


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: mlflow_import.py RUN [EXPERIMENT]")
    folder = pathlib.Path(sys.argv[1])
    record = json.loads((folder / "run.json").read_text())
    mlflow.set_experiment(sys.argv[2] if len(sys.argv) == 3 else "resshift")
    with mlflow.start_run(run_name=folder.name) as run:
        mlflow.log_params(flat("", record["configuration"], {}))
        last = record["starts"][-1]
        mlflow.set_tags(flat("", {k: v for k, v in last.items() if k != "time"}, {}))
        points = []
        for line in (folder / "metrics.jsonl").read_text().splitlines():
            values = json.loads(line)
            step, time = values.pop("step"), int(values.pop("time") * 1000)
            points += [Metric(name, value, time, step) for name, value in values.items()]
        client = mlflow.MlflowClient()
        for start in range(0, len(points), 1000):
            client.log_batch(run.info.run_id, metrics=points[start : start + 1000])
        mlflow.log_dict(record, "run.json")
        if (folder / "pictures").is_dir():
            mlflow.log_artifacts(str(folder / "pictures"), "pictures")
        print(f"{len(points)} values of {len({p.key for p in points})} curves, run {run.info.run_id}")


if __name__ == "__main__":
    main()
