/**
 * The messages of service protocol 7 that an attempt and its server exchange, in the language of the protobuf library.
 * Numbers and meanings are those of Restate's `protocol.proto`. Entry names that no SDK sends are left out.
 */
export const PROTOCOL = `
  syntax = "proto3";

  message Start {
    message StateEntry {
      bytes key = 1;
      bytes value = 2;
    }
    bytes id = 1;
    string debug_id = 2;
    uint32 known_entries = 3;
    repeated StateEntry state_map = 4;
    bool partial_state = 5;
    string key = 6;
    uint32 retry_count_since_last_stored_entry = 7;
    uint64 duration_since_last_stored_entry = 8;
    uint64 random_seed = 9;
    optional string scope = 10;
    optional string limit_key = 11;
    optional string idempotency_key = 12;
  }

  message Future {
    repeated uint32 waiting_completions = 1;
    repeated uint32 waiting_signals = 2;
    repeated string waiting_named_signals = 3;
    repeated Future nested_futures = 4;
    uint32 combinator_type = 5;
  }
  message Suspension { Future awaiting_on = 4; }
  message AwaitingOn { Future awaiting_on = 1; }
  message Error {
    uint32 code = 1;
    string message = 2;
    optional uint32 related_command_index = 4;
    optional string related_command_name = 5;
    optional uint32 related_command_type = 6;
    optional uint64 next_retry_delay = 8;
    uint32 behavior = 9;
  }
  message End {}
  message ProposeRunCompletion {
    uint32 result_completion_id = 1;
    oneof result {
      bytes value = 14;
      Failure failure = 15;
    }
  }
  message ProposeRunCompletionAck { uint32 completion_id = 1; }

  message Notification {
    oneof id {
      uint32 completion_id = 1;
      uint32 signal_id = 2;
      string signal_name = 3;
    }
    oneof result {
      Void void = 4;
      Value value = 5;
      Failure failure = 6;
      string invocation_id = 16;
      StateKeys state_keys = 17;
    }
  }

  message Input {
    repeated Header headers = 1;
    Value value = 14;
  }
  message Output {
    oneof result {
      Value value = 14;
      Failure failure = 15;
    }
  }
  message GetLazyState {
    bytes key = 1;
    uint32 result_completion_id = 11;
  }
  message SetState {
    bytes key = 1;
    Value value = 3;
  }
  message ClearState { bytes key = 1; }
  message ClearAllState {}
  message GetLazyStateKeys { uint32 result_completion_id = 11; }
  message GetEagerState {
    bytes key = 1;
    oneof result {
      Void void = 13;
      Value value = 14;
    }
  }
  message GetEagerStateKeys { StateKeys value = 14; }
  message GetPromise {
    string key = 1;
    uint32 result_completion_id = 11;
  }
  message PeekPromise {
    string key = 1;
    uint32 result_completion_id = 11;
  }
  message CompletePromise {
    string key = 1;
    oneof completion {
      Value value = 2;
      Failure failure = 3;
    }
    uint32 result_completion_id = 11;
  }
  message Sleep {
    uint64 wake_up_time = 1;
    uint32 result_completion_id = 11;
    string name = 12;
  }
  message Call {
    string service_name = 1;
    string handler_name = 2;
    bytes parameter = 3;
    repeated Header headers = 4;
    string key = 5;
    optional string idempotency_key = 6;
    optional string scope = 7;
    optional string limit_key = 8;
    uint32 invocation_id_notification_idx = 10;
    uint32 result_completion_id = 11;
    string name = 12;
  }
  message OneWayCall {
    string service_name = 1;
    string handler_name = 2;
    bytes parameter = 3;
    uint64 invoke_time = 4;
    repeated Header headers = 5;
    string key = 6;
    optional string idempotency_key = 7;
    optional string scope = 8;
    optional string limit_key = 9;
    uint32 invocation_id_notification_idx = 10;
    string name = 12;
  }
  message SendSignal {
    string target_invocation_id = 1;
    oneof signal_id {
      uint32 idx = 2;
      string name = 3;
    }
    oneof result {
      Void void = 4;
      Value value = 5;
      Failure failure = 6;
    }
  }
  message Run {
    uint32 result_completion_id = 11;
    string name = 12;
  }
  message AttachInvocation {
    oneof target { string invocation_id = 1; }
    uint32 result_completion_id = 11;
  }
  message CompleteAwakeable {
    string awakeable_id = 1;
    oneof result {
      Value value = 2;
      Failure failure = 3;
    }
  }

  message Void {}
  message Value { bytes content = 1; }
  message StateKeys { repeated bytes keys = 1; }
  message Failure {
    uint32 code = 1;
    string message = 2;
    repeated Header metadata = 3;
  }
  message Header {
    string key = 1;
    string value = 2;
  }
`;
