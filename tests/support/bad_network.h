// A network that misbehaves, between a client and a server on loopback: flips a bit, cuts, stalls, swaps, repeats
// or drops.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/tcp.h"

namespace runseal::test {

class BadNetwork {
 public:
  enum class Fault { none, flip, cut, stall, swap, repeat, drop };
  struct Plan {
    Fault fault = Fault::none;
    std::uint64_t after = 0;   // bytes from client to server, all connections together
    int times = 1;             // each time another `after` bytes later
    bool from_server = false;  // count and harm the other direction
  };

  BadNetwork(std::uint16_t target, Plan plan) : BadNetwork({"127.0.0.1", 0}, {"127.0.0.1", target}, plan) {}
  BadNetwork(const base::HostPort& listen, base::HostPort target, Plan plan);
  ~BadNetwork();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int faults() const { return faults_; }              // done so far
  [[nodiscard]] std::uint64_t carried() const { return carried_; }  // bytes in the counted direction
  [[nodiscard]] std::string seen();          // everything that passed, both directions (kept: 64 MiB)
  [[nodiscard]] std::string first_client();  // what the first client said, to be replayed
  void heal() { healed_ = true; }            // stalls end, no further fault

 private:
  void accept();
  void relay(base::Fd client, bool first);
  [[nodiscard]] bool due();

  base::HostPort target_;
  Plan plan_;
  base::Fd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> healed_ = false;
  std::atomic<int> faults_ = 0;
  std::atomic<std::uint64_t> carried_ = 0;
  std::mutex mutex_;
  std::string seen_;
  std::string first_client_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace runseal::test
