@page:guide/returning-the-completion-status-of-an-update-offload-operation
Feature: The completion status of an update

  A target that was asked to update state hands the same tree of block lists back, with NDIS_STATUS_SUCCESS or
  NDIS_STATUS_FAILURE in each block. The guide has a page of its own about these two; all that it says is said by the
  reference too, and told with [NdisMUpdateOffloadComplete](ndis-m-update-offload-complete.feature): that every block gets one
  of them, what each of them means, and that the host stack terminates the offload of what could not be updated. The reference
  has one sentence more: after a failure the connection goes on.

  Paraphrased from [Returning the Completion Status of an Update Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/returning-the-completion-status-of-an-update-offload-operation).
