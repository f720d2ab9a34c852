@page:guide/propagating-state-manipulation-operations
Feature: Propagating state-manipulation operations

  There are five operations on offloaded state: initiating the offload of an object, invalidating it, querying it,
  updating it and terminating its offload. The host stack starts them, and an intermediate driver passes each on as it
  comes, and its completion too. How an operation goes down, all five of them, is told in
  [Propagating a state-manipulation operation](propagating-a-state-manipulation-operation.feature), and how it comes
  back in [Propagating the completion](propagating-the-completion.feature).

  What the two structures are that the operations travel by is in
  [Comparison of offload block list types](comparison-of-offload-block-list-types.feature); how one is made of the other
  in [Reusing a miniport block list](reusing-a-miniport-block-list.feature) and
  [Reusing a protocol block list](reusing-a-protocol-block-list.feature).

  Paraphrased from [Propagating State-Manipulation Operations](https://learn.microsoft.com/previous-versions/windows/hardware/network/propagating-state-manipulation-operations).
