// rsync daemons: nothing they can be told protects what crosses the network.
#include <unistd.h>

#include <thread>

#include "base/process.h"
#include "base/tcp.h"
#include "lab/lab.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;
using model::Protection;

class RunningRsyncd final : public Running {
 public:
  RunningRsyncd(fs::path folder, std::string global, std::string module)
      : folder_(std::move(folder)), global_(std::move(global)), module_(std::move(module)), port_(test::free_port()) {}

  std::string url() const override { return "rsync://127.0.0.1:" + std::to_string(port_) + "/runs"; }
  std::string takes_remedy() const override { return "rsyncd"; }
  Result<> apply(const model::Remedy& remedy) override {
    global_ += remedy.text;
    with_password_ = true;
    const std::string as_installed = "/etc/rsyncd.secrets";
    global_.replace(global_.find(as_installed), as_installed.size(), (folder_ / "secrets").string());
    return restart();
  }
  // rsync itself: without a password it lists the module's files, or does not.
  std::string second_opinion() override {
    base::Command rsync;
    rsync.program = "rsync";
    rsync.arguments = {"--list-only", url() + "/"};
    const auto done = base::run(rsync);
    if (!done) return done.error().describe();
    if (done->ok() == !with_password_) return {};
    return "rsync says otherwise: " + done->out + done->err;
  }
  Result<> restart() {
    child_.reset();
    fs::create_directories(folder_ / "runs");
    test::write_file(folder_ / "runs/file", "a result");
    test::write_file(folder_ / "secrets", "sequencer:a password of the lab\n");
    fs::permissions(folder_ / "secrets", fs::perms::owner_read | fs::perms::owner_write);
    test::write_file(folder_ / "conf", "port = " + std::to_string(port_) + "\naddress = 127.0.0.1\nuse chroot = no\n" +
                                           global_ + "\n[runs]\npath = " + (folder_ / "runs").string() + "\n" +
                                           module_);
    base::Command command;
    command.program = "rsync";
    command.arguments = {"--daemon", "--no-detach", "--config=" + (folder_ / "conf").string()};
    RUNSEAL_TRY(child_, base::Child::start(command, folder_ / "log"));
    for (int i = 0; i < 100; ++i) {
      if (base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500))) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return fail(ErrorCode::unavailable, "rsync did not start: " + test::read_file(folder_ / "log"));
  }
  void needs_password() { with_password_ = true; }

 private:
  fs::path folder_;
  std::string global_;
  std::string module_;
  std::uint16_t port_;
  bool with_password_ = false;
  std::optional<base::Child> child_;
};

auto rsyncd(bool with_password) {
  return [with_password](const fs::path& folder) -> Result<std::unique_ptr<Running>> {
    const auto module = with_password ? "auth users = sequencer\nsecrets file = " + (folder / "secrets").string() + "\n"
                                      : std::string("read only = no\n");
    auto server = std::make_unique<RunningRsyncd>(folder, "", module);
    if (with_password) server->needs_password();
    RUNSEAL_CHECK(server->restart());
    return std::unique_ptr<Running>(std::move(server));
  };
}

constexpr auto none = Protection::absent;

}  // namespace

std::vector<Entry> rsync_lab() {
  return {{"rsync_open",
           "an rsync daemon with a module that anybody may read and write",
           rsyncd(false),
           {none, none, none},
           {"rsync.plain", "rsync.module-open"},
           {"rsync.password-in-clear", "rsync.module-refused"},
           Grades{none, none, none}},
          {"rsync_password",
           "an rsync daemon with a password",
           rsyncd(true),
           {none, none, none},
           {"rsync.plain", "rsync.password-in-clear"},
           {"rsync.module-open", "rsync.module-refused"},
           std::nullopt}};
}

}  // namespace runseal::lab
