@page:guide/updating-offloaded-state
Feature: Updating offloaded state

  What the host stack has offloaded does not stay true for ever: a router gets another MAC address, a path another MTU or
  another next hop, an application another receive buffer. The host stack then updates the offload target, which keeps its
  connections. This chapter tells it from the beginning:

  - [why the host stack updates](reasons-for-updating-offloaded-state-objects.feature) what it has offloaded;
  - [the cached variables](updating-cached-variables.feature), which it owns, and what changes them;
  - [the link from a path to its next hop](linking-path-state-objects-to-a-new-neighbor.feature), the one link that changes;
  - [the sequence of calls](update-offload-sequence.feature);
  - [what it does not update](synchronizing-update-operations.feature), and when;
  - [the two statuses](completion-status-of-an-update.feature) that an update ends with.

  The functions have a page each: [MiniportUpdateOffload](miniport-update-offload.feature),
  [NdisUpdateOffload](ndis-update-offload.feature), [NdisMUpdateOffloadComplete](ndis-m-update-offload-complete.feature)
  and [ProtocolUpdateOffloadComplete](protocol-update-offload-complete.feature).

  Paraphrased from [Updating Offloaded State](https://learn.microsoft.com/previous-versions/windows/hardware/network/updating-offloaded-state).
