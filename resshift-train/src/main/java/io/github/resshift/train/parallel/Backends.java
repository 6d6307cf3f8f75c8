package io.github.resshift.train.parallel;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/** Makes libtorch's process groups. */
final class Backends {
  private static final String INTERFACE = "GLOO_SOCKET_IFNAME";

  private Backends() {}

  /** Gloo over TCP, for tensors in main memory. */
  static Backend gloo(Store store, TeamPlace place, Milliseconds timeout) {
    ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout);
    String network = System.getenv(INTERFACE);
    options
        .devices()
        .push_back(
            network == null
                ? ProcessGroupGloo.createDeviceForHostname(ownAddress(place))
                : ProcessGroupGloo.createDeviceForInterface(network));
    options.threads(2);
    return new ProcessGroupGloo(store, place.rank(), place.size(), options);
  }

  /** NCCL, for CUDA tensors; its classes load in the CUDA build alone. */
  static Backend nccl(Store store, TeamPlace place, Milliseconds timeout) {
    try {
      ProcessGroupNCCL group = new ProcessGroupNCCL(store, place.rank(), place.size());
      group.setTimeout(timeout);
      return group;
    } catch (LinkageError e) {
      throw new ResShiftException(
          "This build has no NCCL, which several processes on CUDA devices need; use the CUDA build"
              + " (RESSHIFT_PROFILE=cuda), or --device cpu.",
          e);
    }
  }

  /** The address of this machine on the way to process 0: the others can reach it there. */
  private static String ownAddress(TeamPlace place) {
    try (DatagramSocket socket = new DatagramSocket()) {
      // No packet is sent; the system only chooses the way.
      socket.connect(new InetSocketAddress(InetAddress.getByName(place.address()), place.port()));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new ResShiftException(
          "There is no way to MASTER_ADDR '"
              + place.address()
              + "' ("
              + e.getMessage()
              + "); give an address that this machine can reach, or name the network interface in "
              + INTERFACE
              + ".",
          e);
    }
  }
}
