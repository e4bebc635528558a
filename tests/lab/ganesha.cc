#include "lab/ganesha.h"

#include <unistd.h>
#include <fstream>
#include <sstream>
#include <string>

#include <thread>

#include <fmt/format.h>

#include "base/tcp.h"
#include "base/text.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* program = "ganesha.nfsd";
constexpr std::uint16_t port_mapper = 111;

// The namespace: a port mapper, doors for what lies outside (sockets in the file system are seen from every namespace),
// and the server in the shell's place.
constexpr const char* own_network = R"(set -e
ip link set lo up
ip address add 192.0.2.1/32 dev lo
mount -t tmpfs none /run
mkdir -p /run/rpcbind
rpcbind -f -w &
while ! rpcinfo -p 127.0.0.1 >/dev/null 2>&1; do sleep 0.05; done
for port in 111 "$2" "$3"; do socat "UNIX-LISTEN:$1/door.$port,fork" "TCP4:127.0.0.1:$port" & done
exec ganesha.nfsd -F -f "$1/ganesha.conf" -L "$1/log" -p "$1/pid" -N NIV_EVENT
)";

// One that no other process of ours has just now.
std::string address_of_its_own() {
  static unsigned count = 0;
  const auto number = static_cast<unsigned>(::getpid()) * 16U + count++ % 16U;
  return fmt::format("127.77.{}.{}", number / 254 % 254 + 1, number % 254 + 1);
}

bool answers(const std::string& address, std::uint16_t port) {
  for (int i = 0; i < 200; ++i) {
    if (base::tcp_connect({address, port}, std::chrono::milliseconds(500))) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

bool starts_with_any(std::string_view line, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const auto& word) { return base::trim(line).starts_with(word); });
}

std::string without_lines(const std::string& text, const std::vector<std::string>& that_begin_with) {
  std::string kept;
  for (const auto line : base::lines(text))
    if (!starts_with_any(line, that_begin_with)) kept += std::string(line) + "\n";
  return kept;
}

}  // namespace

Ganesha::Ganesha(fs::path folder, GaneshaSettings settings)
    : folder_(std::move(folder)),
      settings_(std::move(settings)),
      nfs_port_(test::free_port()),
      mount_port_(test::free_port()),
      of_its_own_(settings_.versions.find('3') != std::string::npos) {
  if (of_its_own_) address_ = address_of_its_own();
}

namespace {

// Ganesha looks for an export's file system among the mount points; in a root that is none (chroot) it finds nothing.
bool root_is_a_mount_point() {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string id, parent, device, root, point;
    if (words >> id >> parent >> device >> root >> point && point == "/") return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<Running>> Ganesha::start(const fs::path& folder, const GaneshaSettings& settings) {
  for (const auto* needed : {program, "rpcbind", "socat", "nfs-ls", "showmount", "nsenter"})
    if (!base::program_exists(needed))
      return fail(ErrorCode::unavailable, std::string(needed) + " is missing", {}, "script/bootstrap test installs it");
  if (!root_is_a_mount_point())
    return fail(ErrorCode::denied, "NFS-Ganesha exports nothing where the root folder is no mount point (chroot)");
  std::unique_ptr<Ganesha> server(new Ganesha(folder, settings));
  fs::create_directories(folder / "runs");
  fs::create_directories(folder / "recovery");
  fs::permissions(folder / "runs", fs::perms(0755));
  test::write_file(folder / "runs" / "RunInfo.xml", "a run\n");
  server->text_ = server->configuration();
  RUNSEAL_CHECK(server->run());
  return server;
}

// The settings of a block each on its line, as the manual writes them.
std::string Ganesha::configuration() const {
  const auto exported = (folder_ / "runs").string();
  auto text = fmt::format(
      "NFS_CORE_PARAM {{\n  Protocols = {};\n  NFS_Port = {};\n  MNT_Port = {};\n{}  Enable_UDP = false;\n"
      "  Enable_NLM = false;\n  Enable_RQUOTA = false;\n  mount_path_pseudo = true;\n}}\n"
      "NFSV4 {{\n  Graceless = true;\n  RecoveryRoot = {};\n  Minor_Versions = {};\n}}\n"
      "EXPORT {{\n  Export_Id = 1;\n  Path = {};\n  Pseudo = /runs;\n  Access_Type = {};\n  SecType = {};\n"
      "  Squash = {};\n  Protocols = {};\n  {}\n  FSAL {{\n    Name = VFS;\n  }}\n}}\n",
      settings_.versions, nfs_port_, mount_port_, of_its_own_ ? "" : "  Bind_addr = 127.0.0.1;\n",
      (folder_ / "recovery").string(), settings_.minor, exported, settings_.access, settings_.security,
      settings_.squash, settings_.another_export.empty() ? settings_.versions : "4", settings_.more);
  return settings_.blocks + text + base::replaced(settings_.another_export, "@FOLDER@", exported);
}

Result<> Ganesha::run() {
  server_.reset();
  relays_.clear();
  fs::remove(folder_ / "log");
  test::write_file(folder_ / "ganesha.conf", text_);
  base::Command command;
  if (of_its_own_) {
    command.program = "unshare";
    command.arguments = {"--net",
                         "--mount",
                         "sh",
                         "-c",
                         own_network,
                         "sh",
                         folder_.string(),
                         std::to_string(nfs_port_),
                         std::to_string(mount_port_)};
  } else {
    command.program = program;
    command.arguments = {"-F",
                         "-f",
                         (folder_ / "ganesha.conf").string(),
                         "-L",
                         (folder_ / "log").string(),
                         "-p",
                         (folder_ / "pid").string(),
                         "-N",
                         "NIV_EVENT"};
  }
  command.environment = settings_.environment;
  RUNSEAL_TRY(auto child, base::Child::start(command, folder_ / "out"));
  server_ = std::move(child);
  const auto open = [&](const std::string& address, std::uint16_t port) -> Result<> {
    base::Command relay;
    relay.program = "socat";
    relay.arguments = {fmt::format("TCP4-LISTEN:{},bind={},fork,reuseaddr", port, address),
                       fmt::format("UNIX-CONNECT:{}/door.{}", folder_.string(), port)};
    RUNSEAL_TRY(auto running, base::Child::start(relay, folder_ / "relay"));
    relays_.push_back(std::move(running));
    return {};
  };
  if (of_its_own_) {
    for (const auto& address : {address_, std::string("127.0.0.1")}) RUNSEAL_CHECK(open(address, nfs_port_));
    if (settings_.mount_reachable)
      for (const auto port : {port_mapper, mount_port_}) RUNSEAL_CHECK(open(address_, port));
  }
  for (int i = 0; i < 200; ++i) {  // a relay takes connections before the server does
    const auto log = fs::exists(folder_ / "log") ? test::read_file(folder_ / "log") : std::string();
    if (log.find("NFS SERVER INITIALIZED") != std::string::npos && answers(address_, nfs_port_)) return {};
    if (!server_->running()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return fail(ErrorCode::unavailable, "NFS-Ganesha did not start", (folder_ / "log").string());
}

std::string Ganesha::url() const { return fmt::format("nfs://{}:{}/runs", address_, nfs_port_); }

// What the configuration says now.
bool Ganesha::serves_sys() const {
  const auto at = text_.find("SecType");
  return text_.substr(at, text_.find('\n', at) - at).find("sys") != std::string::npos;
}

bool Ganesha::serves_version_3() const {
  const auto at = text_.find("Protocols");
  return text_.substr(at, text_.find('\n', at) - at).find('3') != std::string::npos;
}

void Ganesha::set(const std::string& block, const std::string& setting) {
  if (text_.find(block) == std::string::npos) text_ = block + "}\n" + text_;
  const auto at = text_.find(block) + block.size();
  const auto end = text_.find("}\n", at);
  const auto others = without_lines(text_.substr(at, end - at), {setting.substr(0, setting.find(' '))});
  text_ = text_.substr(0, at) + others + "  " + setting + "\n" + text_.substr(end);
}

Result<> Ganesha::apply(const model::Remedy& remedy) {
  const auto exports = text_.find("EXPORT {");
  text_ = text_.substr(0, exports) + without_lines(text_.substr(exports), {"SecType", "Squash", "Protocols"});
  std::string block;
  for (const auto line : base::lines(remedy.text)) {
    const std::string words(base::trim(line));
    if (words.ends_with('{'))
      block = words + "\n";
    else if (!words.empty() && !words.starts_with('#') && words != "}")
      set(block, words);
  }
  return run();
}

base::Command Ganesha::inside(std::vector<std::string> words) const {
  base::Command command;
  command.program = "nsenter";
  command.arguments = {"--net=/proc/" + std::to_string(server_->pid()) + "/ns/net"};
  command.arguments.insert(command.arguments.end(), words.begin(), words.end());
  return command;
}

// libnfs knows AUTH_SYS alone, and NFS 3 and 4.0.
std::string Ganesha::libnfs_says() const {
  if (settings_.minor.find('0') == std::string::npos) return {};
  base::Command command;
  command.program = "nfs-ls";
  command.arguments = {fmt::format("nfs://{}/runs?version=4&nfsport={}", address_, nfs_port_)};
  const auto told = base::run(command);
  if (!told) return told.error().describe();
  const auto wanted = !settings_.libnfs_says.empty() ? settings_.libnfs_says
                      : serves_sys()                 ? "RunInfo.xml"
                                                     : "WRONGSEC";
  const auto all = told->out + told->err;
  return all.find(wanted) != std::string::npos ? std::string() : "nfs-ls did not say " + wanted + ": " + all;
}

std::string Ganesha::showmount_says() const {
  const auto exports = base::run(inside({"showmount", "-e", "127.0.0.1"}));
  const auto programs = base::run(inside({"rpcinfo", "-p", "127.0.0.1"}));
  if (!exports || !programs) return "showmount or rpcinfo could not be run";
  const bool lists = exports->out.find("(everyone)") != std::string::npos;
  const bool knows_3 = programs->out.find("100003    3") != std::string::npos;
  if (lists == serves_version_3() && knows_3 == serves_version_3()) return {};
  return "showmount or rpcinfo disagree: " + exports->out + exports->err + programs->out;
}

std::string Ganesha::second_opinion() {
  const auto libnfs = libnfs_says();
  return !libnfs.empty() || !of_its_own_ ? libnfs : showmount_says();
}

}  // namespace runseal::lab
