@page:guide/update-offload-sequence
Feature: The sequence of an update

  An update is four calls when no intermediate driver stands in between: the host stack calls NdisUpdateOffload, NDIS calls
  MiniportUpdateOffload of the target, the target calls NdisMUpdateOffloadComplete, and NDIS calls
  ProtocolUpdateOffloadComplete of the host stack. The examples of [NdisUpdateOffload](ndis-update-offload.feature) list them in
  this order, and with each intermediate driver four more.

  What the target's handler is passed, that it stores the pointer and returns, and that the target always completes the update
  later is told with [MiniportUpdateOffload](miniport-update-offload.feature). What the target does with the tree in between, it
  copies cached variables and follows new links from paths to neighbors, is told with
  [NdisMUpdateOffloadComplete](ndis-m-update-offload-complete.feature). The guide says that it does so after the handler has
  returned, the reference says before (finding update-before-or-after-return).

  Paraphrased from [Update Offload Sequence](https://learn.microsoft.com/previous-versions/windows/hardware/network/update-offload-sequence).
