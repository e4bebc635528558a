#include "lab/ssh_unpatched.h"

#include <thread>

#include "base/process.h"
#include "base/tcp.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;
using model::Protection;

constexpr const char* server_script = R"(
import socket, sys, threading, paramiko
key = paramiko.RSAKey.generate(2048)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
def serve(client):
    transport = paramiko.Transport(client)
    transport.add_server_key(key)
    try:
        transport.start_server(server=paramiko.ServerInterface())
        transport.join()
    except Exception:
        pass
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
)";

class Paramiko final : public Running {
 public:
  std::string url() const override { return "ssh://127.0.0.1:" + std::to_string(port_); }
  // nmap has no word for Terrapin, but lists what it rests on: no strict exchange, CBC, and encrypt-then-MAC.
  std::string second_opinion() override {
    base::Command nmap;
    nmap.program = "nmap";
    nmap.arguments = {"-Pn", "-n", "-p", std::to_string(port_), "--script", "+ssh2-enum-algos", "127.0.0.1"};
    const auto done = base::run(nmap);
    if (!done) return done.error().describe();
    const auto lists = [&](const char* name) { return done->out.find(name) != std::string::npos; };
    return !lists("kex-strict") && lists("-cbc") && lists("-etm@") ? std::string() : done->out;
  }
  Result<> start(const fs::path& folder) {
    fs::create_directories(folder);
    test::write_file(folder / "server.py", server_script);
    base::Command command;
    command.program = "/usr/bin/python3";  // the one that Debian's package is for
    command.arguments = {(folder / "server.py").string(), std::to_string(port_)};
    RUNSEAL_TRY(child_, base::Child::start(command, folder / "log"));
    for (int i = 0; i < 400 && child_->running(); ++i) {
      if (base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500))) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return fail(ErrorCode::unavailable, "python3-paramiko did not start: " + test::read_file(folder / "log"));
  }

 private:
  std::uint16_t port_ = test::free_port();
  std::optional<base::Child> child_;
};

Result<std::unique_ptr<Running>> start(const fs::path& folder) {
  auto server = std::make_unique<Paramiko>();
  RUNSEAL_CHECK(server->start(folder));
  return std::unique_ptr<Running>(std::move(server));
}

}  // namespace

Entry ssh_unpatched() {
  constexpr auto maybe = Protection::optional;
  return {"ssh_unpatched",
          "a server without the strict key exchange, as Paramiko 2.12 has it: CBC, MD5 and SHA-1 as well",
          start,
          {maybe, maybe, Protection::unknown},
          {"ssh.terrapin", "ssh.weak-cipher", "ssh.weak-mac", "ssh.weak-key-exchange", "ssh.weak-host-key-signature"},
          {"ssh.host-key-not-proved", "ssh.host-key-not-shown", "ssh.unknown-algorithm", "ssh.weak-host-key"},
          std::nullopt};
}

}  // namespace runseal::lab
