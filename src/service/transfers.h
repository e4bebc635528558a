// A run is sent, or received, and both are told to the evidence log.
// The data directory is opened only for the steps that need it (service/runs.h): a receiver runs for months.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/tcp.h"
#include "service/runs.h"
#include "transfer/engine/progress.h"
#include "transfer/engine/receiver.h"
#include "transfer/engine/send.h"
#include "transfer/sinks/sink.h"

namespace runseal::service {

struct SendRequest {
  base::Path run;
  // runseal://host[:port]/name (host: an address or a paired node's name), file:///folder, or an URL of one of `sinks`
  std::string sink;
  std::vector<transfer::SinkKind> sinks;
  transfer::SinkSettings settings;  // of the sink
  model::HashedAt hashed_at = model::HashedAt::gateway;
  std::string rules;
  std::string complete;                       // "operator"
  bool incomplete = false;                    // also a run that is known not to be complete
  bool follow = false;                        // the run is still being written
  std::string complete_when;                  // with follow: the file that shows that it is complete
  std::optional<std::chrono::seconds> quiet;  // with follow
  transfer::SendOptions options;
  std::function<void(const std::string& line, bool bad)> say;  // warnings, what is waited for; may be empty
};

struct SentRun {
  transfer::Sent sent;
  model::Seal seal;          // under which the run stands there; without `seal_is_told` only its sums are that seal's
  bool seal_is_told = true;  // false: the run was there, and its receiver names its seal but does not show it
  std::string sha256;        // of that seal.json; empty: not even named
  base::Path kept;           // the seal, outside the share
  std::string to;            // as recorded: the URL and, for a node, its name
  std::uint64_t evidence = 0;
};

// Errors: usage (no such sink; follow without a rule), not_found, denied (not paired), conflict (known not to be
// complete), and those of transfer::send_run.
Result<SentRun> send_run(const OpenWorkspace& open, const SendRequest& request, transfer::Progress& progress);

struct ReceiveRequest {
  base::Path into;
  base::HostPort listen;
  bool read_back = false;
  bool once = false;
  const std::atomic<bool>* stop = nullptr;
  transfer::LiveRuns* live = nullptr;  // is told what arrives; may be nullptr
  std::function<void(const std::string& line, bool bad)> say;
  std::function<void(std::uint16_t port, const base::PublicKey& key)> started;
};
// Until `stop`. `read`: opens the data directory without writing. Errors: as transfer::Receiver.
Result<> receive_runs(const OpenWorkspace& open, const OpenWorkspace& read, const ReceiveRequest& request);

}  // namespace runseal::service
