@page:guide/invalidating-offloaded-state
Feature: Invalidating offloaded state

  State that has stopped being true is invalidated: at once, nothing is sent any more that depends on it. The state stays with
  the offload target until the host stack terminates its offload. This chapter tells it from the beginning:

  - [why the host stack invalidates](reasons-for-invalidating.feature) what it has offloaded;
  - [the sequence of calls](invalidate-offload-sequence.feature);
  - [what the target does](handling-invalidated-state.feature) with invalidated state;
  - [the two statuses](completion-status-of-an-invalidate.feature) that an invalidate ends with, and the worst case.

  The functions have a page each: [MiniportInvalidateOffload](miniport-invalidate-offload.feature),
  [NdisInvalidateOffload](ndis-invalidate-offload.feature),
  [NdisMInvalidateOffloadComplete](ndis-m-invalidate-offload-complete.feature) and
  [ProtocolInvalidateOffloadComplete](protocol-invalidate-offload-complete.feature).

  Paraphrased from [Invalidating Offloaded State](https://learn.microsoft.com/previous-versions/windows/hardware/network/invalidating-offloaded-state).
