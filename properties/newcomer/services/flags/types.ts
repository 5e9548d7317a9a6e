export interface Flag {
  enabled: boolean;
  rollout: number;
}

export const OFF: Flag = { enabled: false, rollout: 0 };
