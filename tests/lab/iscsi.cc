// iSCSI targets of tgt: open to anybody, and with CHAP. Neither protects what crosses the network.
#include <unistd.h>

#include <fstream>
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
using Words = std::vector<std::string>;

constexpr const char* target = "iqn.2024-05.invalid.lab:runs";

class RunningTgtd final : public Running {
 public:
  explicit RunningTgtd(fs::path folder) : folder_(std::move(folder)), port_(test::free_port()) {}

  std::string url() const override { return "iscsi://127.0.0.1:" + std::to_string(port_) + "/" + target; }
  std::string takes_remedy() const override { return "tgt"; }
  Result<> apply(const model::Remedy& remedy) override {
    with_password_ = true;
    return run("sh", {"-ec", remedy.text});
  }
  // libiscsi's own program: without a password it reads what disk that is, or does not.
  std::string second_opinion() override {
    const auto inquired = run("iscsi-inq", {url() + "/1"});
    if (inquired.has_value() == !with_password_) return {};
    return inquired ? "iscsi-inq got in without a password" : inquired.error().describe();
  }
  Result<> start(bool with_password) {
    if (!base::program_exists("tgtd")) return fail(ErrorCode::unavailable, "tgt is not installed", "tgtd");
    fs::create_directories(folder_);
    std::ofstream(folder_ / "disk").put('\0');
    fs::resize_file(folder_ / "disk", 4U << 20U);
    auto command = made("tgtd", {"-f", "--iscsi", "portal=127.0.0.1:" + std::to_string(port_)});
    RUNSEAL_TRY(child_, base::Child::start(command, folder_ / "log"));
    for (int i = 0; i < 100 && !base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500)); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    RUNSEAL_CHECK(tgtadm({"--op", "new", "--mode", "target", "--tid", "1", "-T", target}));
    RUNSEAL_CHECK(tgtadm(
        {"--op", "new", "--mode", "logicalunit", "--tid", "1", "--lun", "1", "-b", (folder_ / "disk").string()}));
    RUNSEAL_CHECK(tgtadm({"--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL"}));
    if (!with_password) return {};
    with_password_ = true;
    RUNSEAL_CHECK(tgtadm({"--op", "new", "--mode", "account", "--user", "lab", "--password", "a-lab-password"}));
    return tgtadm({"--op", "bind", "--mode", "account", "--tid", "1", "--user", "lab"});
  }

 private:
  base::Command made(const std::string& program, Words arguments) const {
    base::Command command;
    command.program = program;
    command.arguments = std::move(arguments);
    command.environment["TGT_IPC_SOCKET"] = (folder_ / "socket").string();
    return command;
  }
  Result<> run(const std::string& program, Words arguments) const {
    RUNSEAL_TRY(const auto done, base::run(made(program, std::move(arguments))));
    if (done.ok()) return {};
    return fail(ErrorCode::unavailable, program + ": " + done.out + done.err);
  }
  Result<> tgtadm(Words arguments) const {
    arguments.insert(arguments.begin(), {"--lld", "iscsi"});
    return run("tgtadm", std::move(arguments));
  }

  fs::path folder_;
  std::uint16_t port_;
  bool with_password_ = false;
  std::optional<base::Child> child_;
};

auto tgtd(bool with_password) {
  return [with_password](const fs::path& folder) -> Result<std::unique_ptr<Running>> {
    auto server = std::make_unique<RunningTgtd>(folder);
    RUNSEAL_CHECK(server->start(with_password));
    return std::unique_ptr<Running>(std::move(server));
  };
}

constexpr auto none = Protection::absent;

}  // namespace

std::vector<Entry> iscsi_lab() {
  return {{"iscsi_open",
           "tgt with a target that anybody may attach",
           tgtd(false),
           {none, none, none},
           {"iscsi.plain", "iscsi.target-open", "iscsi.discovery-open"},
           {"iscsi.chap-protects-the-login-alone", "iscsi.target-refused"},
           Grades{none, none, none}},
          {"iscsi_chap",
           "tgt with a target that wants CHAP",
           tgtd(true),
           {none, none, none},
           {"iscsi.plain", "iscsi.chap-protects-the-login-alone"},
           {"iscsi.target-open", "iscsi.target-refused"},
           std::nullopt}};
}

}  // namespace runseal::lab
