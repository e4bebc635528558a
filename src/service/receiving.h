// The receiver of runs inside the service: a thread of its own, until it is stopped. Runs that are then on their way
// are parked: they go on when their senders come back.
#pragma once

#include <atomic>
#include <future>
#include <thread>

#include "service/directory.h"
#include "service/transfer_board.h"
#include "service/transfers.h"

namespace runseal::service {

class Receiving {
 public:
  // Listens when it returns. `request`: into, listen, read_back, say. Errors: as receive_runs.
  [[nodiscard]] static Result<std::unique_ptr<Receiving>> start(Directory& directory, TransferBoard& board,
                                                                ReceiveRequest request);
  ~Receiving() { stop(); }
  void stop();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const base::PublicKey& key() const { return *key_; }

 private:
  Receiving() = default;

  std::atomic<bool> stop_ = false;
  std::uint16_t port_ = 0;
  std::optional<base::PublicKey> key_;
  std::thread thread_;
};

}  // namespace runseal::service
