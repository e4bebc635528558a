// The receiving end of runseal/1: TLS 1.3, known senders only, one session a run. docs/formats/wire.md.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/keys.h"
#include "base/tcp.h"
#include "transfer/engine/live.h"
#include "transfer/seal/seal.h"

namespace runseal::transfer {

inline constexpr std::uint16_t default_port = 7433;

struct Peer {
  std::string name;    // for people
  std::string folder;  // it may send into this folder only; empty: anywhere below `into`
};

struct ReceivedRun {
  std::string name;  // below `into`
  Peer from;
  model::Seal seal;
  std::string seal_sha256;
  SealFiles files;  // with the receipt
  bool was_there = false;
  std::uint64_t not_as_sent =
      0;  // entries whose time or executable bit the file system did not keep; the seal has them
};

// The callbacks come from the receiver's threads, several at a time.
struct ReceiveOptions {
  base::Path into;
  std::string host;                                            // this machine's name, for receipts
  std::function<Result<Peer>(const base::PublicKey&)> who;     // denied: unknown, revoked, expired
  std::function<Result<>(const ReceivedRun&)> record;          // before the sender is told that it is done
  std::function<void(const std::string& line, bool bad)> say;  // for people; may be empty
  bool read_back = false;  // read every file from the disk again before the receipt is signed
  bool once = false;       // end after one run
  std::chrono::milliseconds stall{15'000};
  std::chrono::milliseconds handshake{10'000};
  const std::atomic<bool>* stop = nullptr;
  LiveRuns* live = nullptr;  // is told what arrives; may be nullptr
};

class Receiver {
 public:
  // Listens when it returns. Errors: usage, unavailable, not_found (no folder `into`), denied.
  [[nodiscard]] static Result<Receiver> open(ReceiveOptions options, const base::PrivateKey& key,
                                             const base::HostPort& listen);
  Receiver(Receiver&&) noexcept;
  ~Receiver();

  [[nodiscard]] std::uint16_t port() const;
  // Until `stop` (or one run, with `once`). What was not finished can be resumed. Errors: io.
  [[nodiscard]] Result<> serve();

 private:
  struct State;
  explicit Receiver(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace runseal::transfer
