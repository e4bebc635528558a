// The sending end of runseal/1: reads a run once, hashes and sends it on several connections, goes on after a cut, and
// ends with a seal that the receiver countersigned. docs/formats/wire.md.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "base/keys.h"
#include "base/tcp.h"
#include "transfer/engine/feed.h"
#include "transfer/engine/progress.h"
#include "transfer/seal/seal.h"

namespace runseal::transfer {

struct Destination {
  base::HostPort at;
  std::string name;     // where the run will stand below the receiver's folder
  base::PublicKey key;  // the receiver's
};

struct SendOptions {
  unsigned streams = 0;                          // data connections; 0: one a core, at most 8
  std::uint64_t limit = 0;                       // bytes a second; 0: none
  std::chrono::milliseconds retry_for{300'000};  // goes on trying this long after the last progress
  std::chrono::milliseconds stall{15'000};
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Error&)> again;  // told why it tries again; may be empty
};

// Makes the seal over the entries as they were read, sorted by path.
using SealRun = std::function<Result<SealFiles>(const EntryRefs& entries)>;

struct Sent {
  SealFiles files;  // seal.json…; with receipt.json, checked: signed by the receiver, over this seal
  model::Receipt receipt;
  bool was_there = false;  // the same run stood there already, under the seal that the receipt is about
  std::string server{};    // where the destination's URL leaves it open
};

// Errors: unavailable (no receiver), denied (not paired, or the run's place is not ours), exists (other content under
// that name), limit (no space), corrupt (a file kept arriving wrong, or the receiver's disk lies), conflict (the source
// keeps changing), cancelled, timeout, io.
[[nodiscard]] Result<Sent> send_run(int folder, Feed& feed, const Destination& to, const base::PrivateKey& key,
                                    const SealRun& seal, const SendOptions& options, Progress& progress);

}  // namespace runseal::transfer
