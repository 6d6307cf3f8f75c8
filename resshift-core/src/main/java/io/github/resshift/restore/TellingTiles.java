package io.github.resshift.restore;

import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TilePlan;

/** Tells a listener of the library what a tiled run tells. */
record TellingTiles(RestoreListener listener) implements TileListener {
  @Override
  public void planned(Plan plan) {
    TilePlan tiles = plan.tiles();
    listener.planned(
        new RestorePlan(
            new RestorePlan.Tiles(
                tiles.tops(), tiles.lefts(), tiles.tileHeight(), tiles.tileWidth()),
            plan.cut().alone() ? Tiling.PUBLISHED : Tiling.GLOBAL,
            plan.steps(),
            plan.pieces(),
            plan.firstShare(),
            plan.bytes(),
            plan.resumed()));
  }

  @Override
  public void progress(int done, int total) {
    listener.progress(done, total);
  }

  @Override
  public void requireGoingOn() {
    if (listener.cancelled()) {
      throw new CancelledException();
    }
  }
}
