#include "support/s_server.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/tcp.h"
#include "support/ports.h"

namespace runseal::test {

TlsServer::TlsServer(const std::filesystem::path& folder, const MadeCertificate& certificate,
                     const std::vector<std::string>& arguments)
    : port_(free_port()) {
  base::Command command;
  command.program = "openssl";
  command.arguments = {"s_server",
                       "-quiet",
                       "-www",
                       "-accept",
                       "127.0.0.1:" + std::to_string(port_),
                       "-key",
                       certificate.key.string(),
                       "-cert",
                       certificate.certificate.string()};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  auto started = base::Child::start(command, folder / "s_server.log");
  if (!started) {
    ADD_FAILURE() << started.error().describe();
    return;
  }
  child_.emplace(*std::move(started));
  for (int i = 0; i < 200 && !base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500)); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
}

}  // namespace runseal::test
