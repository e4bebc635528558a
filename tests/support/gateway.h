// An HTTP gateway before a server on loopback that stumbles over chosen requests. One request a connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"

namespace runseal::test {

class Gateway {
 public:
  struct Stumble {
    std::vector<std::string> over;  // all of these are in the request's head
    std::string answer{};           // instead of the server's; empty: the connection is cut
    bool done_all_the_same = false;
    bool silent = false;  // no answer at all, for as long as the client waits
    int times = 1;
  };

  Gateway(std::uint16_t target, std::vector<Stumble> stumbles);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int stumbled() const { return stumbled_; }

 private:
  void accept();
  void serve(const base::Fd& client);
  [[nodiscard]] std::string ask_server(const std::string& request) const;

  std::uint16_t target_;
  std::vector<Stumble> stumbles_;
  std::mutex mutex_;  // of stumbles_
  base::Fd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<int> stumbled_ = 0;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace runseal::test
