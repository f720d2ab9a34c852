@page:ddi/ndis_offload_handle
Feature: NDIS_OFFLOAD_HANDLE

  A driver's own context for one offloaded state object begins with such a structure: a part that is reserved for NDIS, and a
  pointer to the location into which the driver below writes its PVOID. Other features have the rules:

  - that an intermediate driver makes one for each object, and that the driver below supplies a PVOID in it before the offload
    completes: [referencing offloaded state through an intermediate driver](../tcp-chimney-offload-for-intermediate-drivers/referencing-offloaded-state.feature)
    and [storing and referencing offloaded state](storing-and-referencing-offloaded-state.feature);
  - that NdisReserved is for NDIS alone: [NDIS_MINIPORT_OFFLOAD_BLOCK_LIST](ndis-miniport-offload-block-list.feature).

  Paraphrased from [NDIS_OFFLOAD_HANDLE](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/ns-ndischimney-_ndis_offload_handle).
