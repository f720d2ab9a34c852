/** The SendBacklogSize of a target that does not say how much is best. Source: reference page _TCP_OFFLOAD_STATE_DELEGATED. */
export const NO_SEND_BACKLOG_SIZE = 0xffffffff;
