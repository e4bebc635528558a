// How a run goes to each kind of sink. For service/transfers.cc.
#pragma once

#include <optional>
#include <string>

#include "base/endpoint.h"
#include "base/keys.h"
#include "service/run_paths.h"
#include "service/run_rules.h"
#include "service/transfers.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/sink.h"

namespace runseal::service {

// What is known before the first byte.
struct Sending {
  RunFolder run;
  RunRules rules;
  base::PrivateKey key;
  std::string previous;
  std::string name;  // at the destination
  base::Endpoint sink;
  std::optional<model::Node> node;           // runseal:
  const transfer::SinkKind* kind = nullptr;  // a place that cannot vouch; of the request
  std::string started;

  // the name of the folder in which the seal will stand
  [[nodiscard]] std::string sealed_name() const { return transfer::shown_path(base::Path(name).filename().string()); }
};

// Errors: those of transfer::send_run and transfer::deposit_run; corrupt: what could not be read back, or came back
// other than it was sent.
[[nodiscard]] Result<transfer::Sent> send_to(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                                             const transfer::SealRun& seal, transfer::Progress& progress);

// For people: what the file system did not keep.
[[nodiscard]] std::string not_as_sent(const transfer::ReceivedRun& run);

}  // namespace runseal::service
