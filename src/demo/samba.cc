#include "demo/samba.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/process.h"
#include "base/random.h"
#include "base/text.h"
#include "demo/loopback.h"

namespace runseal::demo {
namespace {

using std::chrono::steady_clock;

constexpr auto time_to_start = std::chrono::seconds(20);
constexpr const char* share_user = "sequencer";
constexpr const char* unprivileged_user = "games";
constexpr const char* own_folders[] = {"private", "lock", "state", "cache", "pid", "ncalrpc", "log", "share"};

// Who the server runs as.
struct Account {
  std::string name;
  std::optional<base::Command::Owner> owner;  // set when root has to drop to it
};

Result<Account> account() {
  const bool root = ::geteuid() == 0;
  const passwd* const entry = root ? ::getpwnam(unprivileged_user) : ::getpwuid(::geteuid());
  if (!entry)
    return fail(ErrorCode::unavailable, "there is no user account for the demonstration's file server",
                root ? unprivileged_user : fmt::format("uid {}", ::geteuid()));
  Account found{entry->pw_name, std::nullopt};
  if (root) found.owner = base::Command::Owner{entry->pw_uid, entry->pw_gid};
  return found;
}

Result<> own(const base::Path& path, const Account& account, mode_t mode) {
  if (account.owner && ::chown(path.c_str(), account.owner->user, account.owner->group) != 0)
    return fail(base::system_error("cannot give to the file server", path, errno));
  if (::chmod(path.c_str(), mode) != 0) return fail(base::system_error("cannot set the mode of", path, errno));
  return {};
}

// The server's user must be able to reach what lies below `folder`: opens it, and its parents as far as they are ours
// and below the temporary folder (mkdtemp makes them 0700).
Result<> make_passable(const base::Path& folder) {
  std::error_code ignored;
  const auto top = std::filesystem::weakly_canonical(std::filesystem::temp_directory_path(), ignored);
  const auto first = std::filesystem::weakly_canonical(folder, ignored);
  for (auto path = first; path != path.root_path(); path = path.parent_path()) {
    struct stat state{};
    if (::stat(path.c_str(), &state) != 0) return fail(base::system_error("cannot look at", path, errno));
    if ((state.st_mode & S_IXOTH) != 0) continue;
    const auto relative = path.lexically_relative(top);
    const bool temporary = !relative.empty() && *relative.begin() != ".." && *relative.begin() != ".";
    if (path != first && !temporary)
      return fail(ErrorCode::denied, fmt::format("the user {} cannot pass through this folder", unprivileged_user),
                  path.string(), "choose a folder below the temporary folder, or chmod o+x it");
    if (::chmod(path.c_str(), (state.st_mode & 07777) | S_IXOTH | S_IXGRP) != 0)
      return fail(base::system_error("cannot set the mode of", path, errno));
  }
  return {};
}

std::string base_config(const base::Path& folder, std::uint16_t port, const SambaSettings& settings) {
  const auto in = [&](const char* name) { return (folder / name).string(); };
  std::string text =
      "[global]\n"
      "  server role = standalone server\n"
      "  workgroup = LABORATORY\n"
      "  server string = runseal demonstration\n" +
      fmt::format("  smb ports = {}\n", port) +
      "  bind interfaces only = yes\n"
      "  interfaces = 127.0.0.1/8\n"
      "  disable netbios = yes\n"
      "  disable spoolss = yes\n"
      "  load printers = no\n"
      "  passdb backend = tdbsam\n";
  text += fmt::format("  private dir = {}\n  lock directory = {}\n  state directory = {}\n  cache directory = {}\n",
                      in("private"), in("lock"), in("state"), in("cache"));
  text += fmt::format("  pid directory = {}\n  ncalrpc dir = {}\n  log file = {}\n  username map = {}\n", in("pid"),
                      in("ncalrpc"), (folder / "log" / "smbd.log").string(), in("users.map"));
  for (const auto& [name, value] : settings.global) text += fmt::format("  {} = {}\n", name, value);
  text += fmt::format("\n[runs]\n  path = {}\n  read only = no\n", in("share"));
  for (const auto& [name, value] : settings.share) text += fmt::format("  {} = {}\n", name, value);
  return text;
}

Result<> write_for(const Account& account, const base::Path& path, const std::string& content) {
  RUNSEAL_CHECK(base::write_durably(base::real_files(), path, base::as_bytes(content), 0600));
  return own(path, account, 0600);
}

base::Command command(const std::string& program, std::vector<std::string> arguments, const Account& account) {
  base::Command made;
  made.program = program;
  made.arguments = std::move(arguments);
  made.run_as = account.owner;
  return made;
}

// smbd itself ignores a parameter it does not know; a remedy with a misspelt one must not pass for applied.
Result<> check_config(const base::Path& config, const Account& account) {
  RUNSEAL_TRY(const auto checked, base::run(command("testparm", {"-s", config.string()}, account)));
  for (const auto line : base::lines(checked.err))
    for (const auto* complaint : {"Unknown parameter", "WARNING: Ignoring invalid value", "Error loading", "ERROR:"})
      if (line.find(complaint) != std::string_view::npos)
        return fail(ErrorCode::invalid, "Samba does not accept these settings: " + base::printable(line));
  if (!checked.ok())
    return fail(ErrorCode::invalid, "Samba does not accept these settings: " + base::printable(checked.err));
  return {};
}

}  // namespace

struct Samba::State {
  base::Path folder;
  Account account;
  std::uint16_t port = 0;
  std::string password;
  std::optional<base::Child> server;

  [[nodiscard]] base::Path config() const { return folder / "smb.conf"; }

  Result<> prepare(const SambaSettings& settings) {
    RUNSEAL_CHECK(base::real_files().make_directories(folder, 0700));
    if (account.owner) RUNSEAL_CHECK(make_passable(folder));
    for (const auto* name : own_folders) {
      RUNSEAL_CHECK(base::real_files().make_directories(folder / name, 0700));
      RUNSEAL_CHECK(own(folder / name, account, 0700));
    }
    RUNSEAL_CHECK(write_for(account, folder / "users.map", fmt::format("{} = {}\n", account.name, share_user)));
    RUNSEAL_CHECK(write_for(account, config(), base_config(folder, port, settings)));
    return check_config(config(), account);
  }

  Result<> add_user() {
    auto pdbedit = command("pdbedit", {"-s", config().string(), "-a", "-t", "-u", account.name}, account);
    pdbedit.input = password + "\n" + password + "\n";
    RUNSEAL_TRY(const auto added, base::run(pdbedit));
    if (!added.ok())
      return fail(ErrorCode::unavailable, "the demonstration's user could not be added: " + base::printable(added.err),
                  config().string());
    return {};
  }

  Result<> launch() {
    const auto smbd = command(
        "smbd", {"-F", "--no-process-group", "-s", config().string(), "-l", (folder / "log").string()}, account);
    RUNSEAL_TRY(auto child, base::Child::start(smbd, folder / "log" / "start.log"));
    server.emplace(std::move(child));
    const auto deadline = steady_clock::now() + time_to_start;
    while (steady_clock::now() < deadline && server->running()) {
      if (connect_to_loopback(port)) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    server.reset();
    return fail(ErrorCode::unavailable, "Samba did not start: " + last_words(), (folder / "log").string(),
                "look at the log files in that folder");
  }

  [[nodiscard]] std::string last_words() const {
    for (const auto* name : {"smbd.log", "log.smbd", "start.log"}) {
      const auto log = base::real_files().read(folder / "log" / name, 1U << 20U);
      if (!log || log->empty()) continue;
      const auto text = base::as_text(*log);
      return base::printable(text.substr(text.size() - std::min<std::size_t>(text.size(), 300)));
    }
    return "it said nothing";
  }
};

Samba::Samba(std::unique_ptr<State> state) : state_(std::move(state)) {}
Samba::Samba(Samba&&) noexcept = default;
Samba& Samba::operator=(Samba&&) noexcept = default;
Samba::~Samba() = default;

Result<Samba> Samba::start(const base::Path& folder, const SambaSettings& settings) {
  for (const auto* program : {"smbd", "pdbedit", "testparm"})
    if (!base::program_exists(program))
      return fail(ErrorCode::unavailable, fmt::format("the program \"{}\" is not installed", program), {},
                  "install Samba (Debian packages samba and samba-common-bin)");
  auto state = std::make_unique<State>();
  state->folder = std::filesystem::absolute(folder);
  RUNSEAL_TRY(state->account, account());
  RUNSEAL_TRY(state->port, free_port());
  state->password = base::to_hex(base::random_bytes(16));
  RUNSEAL_CHECK(state->prepare(settings));
  RUNSEAL_CHECK(state->add_user());
  RUNSEAL_CHECK(state->launch());
  return Samba(std::move(state));
}

Result<> Samba::apply(const std::string& smb_conf_lines) {
  RUNSEAL_TRY(const auto before, base::real_files().read(state_->config(), 1U << 20U));
  const auto wanted = base::as_text(before) + "\n" + smb_conf_lines + "\n";
  RUNSEAL_CHECK(write_for(state_->account, state_->config(), wanted));
  if (auto checked = check_config(state_->config(), state_->account); !checked) {
    RUNSEAL_CHECK(write_for(state_->account, state_->config(), base::as_text(before)));
    return checked;
  }
  stop();
  return state_->launch();
}

std::uint16_t Samba::port() const { return state_->port; }
std::string Samba::url() const { return fmt::format("smb://127.0.0.1:{}/runs", state_->port); }
std::string Samba::user() const { return share_user; }
std::string Samba::password() const { return state_->password; }
base::Path Samba::share_folder() const { return state_->folder / "share"; }
base::Path Samba::config_file() const { return state_->config(); }
void Samba::stop() { state_->server.reset(); }

}  // namespace runseal::demo
