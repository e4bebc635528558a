#include "transfer/sinks/sftp.h"

#include <algorithm>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "transfer/engine/landing.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/sftp_files.h"

namespace runseal::transfer {
namespace {

constexpr std::uint32_t private_folder = 0700;
constexpr std::uint32_t shared_folder = 0755;
constexpr std::uint32_t owner_may_execute = 0100;
constexpr std::uint16_t ssh_port = 22;

bool connection_broke(const Error& error) { return error.code == ErrorCode::io || error.code == ErrorCode::timeout; }

struct Places {
  std::string root;
  std::string incoming;  // of all runs that are arriving
  std::string home;      // of this one
  std::string tree;
  std::string sender;  // names who writes to `home` now
  std::string final;
};

Places places_of(const std::string& root, const std::string& run, const std::string& owner) {
  const auto below = root.ends_with('/') ? root : root + '/';
  const auto incoming = below + incoming_folder;
  const auto home = incoming + '/' + base::sha256_hex(base::as_bytes(owner + '\n' + run)).substr(0, 32);
  return {root, incoming, home, home + "/tree", home + "/sender", below + run};
}

// The hidden trees that one sink has begun to write to, by any of its connections. Safe from several threads.
class TakenOver {
 public:
  [[nodiscard]] bool has(const std::string& home) const {
    const std::lock_guard lock(mutex_);
    return homes_.contains(home);
  }
  void add(const std::string& home) {
    const std::lock_guard lock(mutex_);
    homes_.insert(home);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> homes_;
};

class SftpSession : public SinkSession {
 public:
  SftpSession(std::unique_ptr<SftpClient> client, Places at, std::string token, TakenOver& taken)
      : client_(std::move(client)), at_(std::move(at)), token_(std::move(token)), taken_(taken) {}

  Result<Standing> prepare() override {
    RUNSEAL_TRY(const bool exists, is_there(at_.final));
    if (exists) {
      clear_home();  // of an earlier attempt that was killed right after publishing
      return Standing::exists;
    }
    RUNSEAL_CHECK(client_->make_folder(at_.incoming, private_folder));
    RUNSEAL_CHECK(client_->make_folder(at_.home, private_folder));
    RUNSEAL_CHECK(take_over());
    RUNSEAL_CHECK(client_->make_folder(at_.tree, shared_folder));
    RUNSEAL_TRY(const auto names, client_->list(at_.tree));
    return names.empty() ? Standing::fresh : Standing::resumes;
  }

  Result<std::optional<std::uint64_t>> free_bytes() override { return client_->free_bytes(at_.root); }

  Result<FoundList> list(Area area) override {
    FoundList found;
    std::vector<std::string> open{{}};
    while (!open.empty()) {
      const auto folder = std::move(open.back());
      open.pop_back();
      RUNSEAL_TRY(const auto names, client_->list(folder.empty() ? top(area) : top(area) + '/' + folder));
      if (found.size() + names.size() > max_entries)
        return fail(ErrorCode::limit, "the SFTP server lists more than a run can hold", shown_path(at_.root));
      for (const auto& name : names) {
        RUNSEAL_TRY(auto entry, described(area, folder, name));
        if (entry.kind == EntryKind::folder) open.push_back(entry.path);
        add_to(found, std::move(entry));
      }
    }
    return found;
  }

  Result<std::unique_ptr<Upload>> put(const Entry& file, std::uint64_t from) override {
    return sftp_upload(*client_, at_.tree + '/' + file.path.str(), file, from);
  }
  Result<std::unique_ptr<Download>> get(Area area, const std::string& path) override {
    return sftp_download(*client_, top(area) + '/' + path);
  }
  Result<> make_folder(const std::string& path) override {
    return client_->make_folder(at_.tree + '/' + path, shared_folder);
  }

  Result<> make_link(const Entry& link) override {
    const auto path = at_.tree + '/' + link.path.str();
    RUNSEAL_CHECK(client_->make_link(link.target, path));
    const auto made = client_->read_link(path);
    if (made && *made == link.target) return {};
    if (!made && connection_broke(made.error())) return fail(made.error());
    return fail(ErrorCode::invalid, "the SFTP server does not make links as it was told", shown_path(link.path),
                "send the run without links, or to another server");
  }

  Result<> set_time(const Entry& folder) override {
    const auto seconds = sftp_time(folder.mtime_ns);
    if (!seconds) return {};
    auto set = client_->set_mtime(at_.tree + '/' + folder.path.str(), *seconds);
    if (!set && connection_broke(set.error())) return set;
    return {};  // no reason to fail a run: the seal keeps it
  }

  Result<> remove(const Found& what) override {
    return client_->remove(at_.tree + '/' + what.path.str(), what.kind == EntryKind::folder);
  }

  // Version 3's rename, never posix-rename@openssh.com: the former must not replace what has the name.
  Result<> publish() override {
    RUNSEAL_CHECK(still_ours());
    RUNSEAL_CHECK(make_parents());
    RUNSEAL_TRY(const bool exists, is_there(at_.final));
    if (exists)
      return fail(ErrorCode::exists, "a run of that name came to stand there meanwhile", shown_path(at_.final),
                  "nothing was overwritten; the run stays in its hidden tree");
    RUNSEAL_CHECK(client_->rename(at_.tree, at_.final));
    clear_home();
    return {};
  }

  Result<> still_there() override {
    auto seen = client_->look(at_.root);
    if (!seen && connection_broke(seen.error())) return fail(seen.error());
    return {};
  }

  void cut() override { client_->cut(); }

 private:
  [[nodiscard]] const std::string& top(Area area) const { return area == Area::arriving ? at_.tree : at_.final; }

  Result<bool> is_there(const std::string& path) {
    auto there = client_->look(path);
    if (there) return true;
    if (there.error().code == ErrorCode::not_found) return false;
    return fail(there.error());
  }

  Result<Found> described(Area area, const std::string& folder, const proto::SftpName& name) {
    Found found;
    found.path = folder.empty() ? name.name : folder + '/' + name.name;
    if (name.name.find('/') != std::string::npos || !base::check_relative(found.path))
      return fail(ErrorCode::invalid, "the SFTP server lists a name that cannot be one", shown_path(found.path));
    auto attributes = name.attributes;
    if (!attributes.permissions || !attributes.size) {
      RUNSEAL_TRY(attributes, client_->look(top(area) + '/' + found.path.str()));
    }
    found.size = attributes.size.value_or(0);
    found.executable = (attributes.permissions.value_or(0) & owner_may_execute) != 0;
    if (attributes.is_file()) found.kind = EntryKind::file;
    if (attributes.is_folder()) found.kind = EntryKind::folder;
    if (attributes.is_link()) {
      found.kind = EntryKind::link;
      RUNSEAL_TRY(found.target, client_->read_link(top(area) + '/' + found.path.str()));
    }
    return found;
  }

  // SFTP has no locks: the last one who came writes its token, and whoever finds another's there gives way.
  Result<> take_over() {
    if (taken_.has(at_.home)) return still_ours();
    Entry file;
    file.path = "sender";
    file.mtime_ns = -1;
    RUNSEAL_TRY(const auto upload, sftp_upload(*client_, at_.sender, file, 0));
    RUNSEAL_CHECK(upload->write(base::as_bytes(token_)));
    RUNSEAL_CHECK(upload->finish());
    taken_.add(at_.home);
    return {};
  }

  Result<> still_ours() {
    std::string there(token_.size() + 1, '\0');
    std::size_t size = 0;
    const auto download = sftp_download(*client_, at_.sender);
    if (!download && download.error().code != ErrorCode::not_found) return fail(download.error());
    while (download && size < there.size()) {
      RUNSEAL_TRY(const auto got,
                  (*download)->read({reinterpret_cast<std::uint8_t*>(there.data()) + size, there.size() - size}));
      if (got == 0) break;
      size += got;
    }
    if (there.substr(0, size) == token_) return {};
    return fail(ErrorCode::conflict, "another runseal sends the same run to the same place", shown_path(at_.final),
                "let that one finish");
  }

  Result<> make_parents() {
    for (auto slash = at_.final.find('/', at_.root.size() + 1); slash != std::string::npos;
         slash = at_.final.find('/', slash + 1))
      RUNSEAL_CHECK(client_->make_folder(at_.final.substr(0, slash), shared_folder));
    return {};
  }

  void clear_home() {
    (void)client_->remove(at_.sender, false);
    (void)client_->remove(at_.home, true);
    (void)client_->remove(at_.incoming, true);  // only when no other run is arriving
  }

  std::unique_ptr<SftpClient> client_;
  Places at_;
  std::string token_;
  TakenOver& taken_;
};

class SftpSink : public Sink {
 public:
  explicit SftpSink(SftpOptions options) : options_(std::move(options)), token_(base::to_hex(base::random_bytes(16))) {}

  [[nodiscard]] const SinkDescription& description() const override { return sftp_description(); }

  [[nodiscard]] std::string url() const override {
    const bool absolute = options_.folder.starts_with('/');
    const auto at = options_.to.at.port == ssh_port && options_.to.at.host.find(':') == std::string::npos
                        ? options_.to.at.host
                        : options_.to.at.text();
    return fmt::format("sftp://{}@{}{}{}", options_.to.user, at, absolute ? "" : "/~/", shown_path(options_.folder));
  }

  Result<std::unique_ptr<SinkSession>> connect(const std::string& run, const std::string& owner) override {
    RUNSEAL_CHECK(base::check_relative(run));
    RUNSEAL_TRY(auto client, SftpClient::start(options_.to, options_.stall));
    return std::make_unique<SftpSession>(std::move(client), places_of(options_.folder, run, owner), token_, taken_);
  }

 private:
  SftpOptions options_;
  std::string token_;
  TakenOver taken_;
};

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    RUNSEAL_TRY(const auto byte, base::from_hex(text.substr(i + 1, 2)));
    if (byte.size() != 1 || byte[0] == 0) return fail(ErrorCode::usage, "a % that is not followed by a byte");
    out += static_cast<char>(byte[0]);
    i += 2;
  }
  return out;
}

}  // namespace

const SinkDescription& sftp_description() {
  static const SinkDescription description{
      .scheme = "sftp",
      .help = "an SFTP server: sftp://user@host[:port]/folder",
      .options = {{"identity", "private key to log in with; without it the keys of ssh-agent"},
                  {"known-hosts", "file that holds the server's host key; without it ~/.ssh/known_hosts"}},
      .can_append = true,
      .can_rename = true,
      .can_link = true,
      .keeps_folders = true,
      .keeps_mode = true,
      .can_hash = false,
      .time_step_ns = 1'000'000'000,
  };
  return description;
}

Result<SftpOptions> parse_sftp_url(std::string_view url) {
  const auto bad = [&](const char* why) {
    return fail(ErrorCode::usage, std::string("not an SFTP address: ") + why, base::printable(url, 200),
                "for example sftp://runs@nas01/incoming or sftp://runs@nas01:2222/~/incoming");
  };
  constexpr std::string_view scheme = "sftp://";
  if (!url.starts_with(scheme)) return bad("it does not begin with sftp://");
  url.remove_prefix(scheme.size());
  const auto slash = url.find('/');
  if (slash == std::string_view::npos || slash + 1 == url.size()) return bad("it names no folder");
  const auto authority = url.substr(0, slash);
  const auto sign = authority.rfind('@');
  if (sign == std::string_view::npos || sign == 0) return bad("it names no user");
  SftpOptions options;
  const auto user = percent_decoded(authority.substr(0, sign));
  const auto folder = percent_decoded(url.substr(slash));
  if (!user || !folder) return bad("a % that is not followed by a byte");
  if (authority.substr(0, sign).find(':') != std::string_view::npos)
    return fail(ErrorCode::usage, "a password in an address would be seen by others; runseal logs in with a key",
                "sftp", "leave it out, and put the public key into the account's authorized_keys");
  options.to.user = *user;
  RUNSEAL_TRY(options.to.at, base::parse_host_port(authority.substr(sign + 1), ssh_port));
  if (options.to.at.host.empty() || options.to.at.port == 0) return bad("it names no host");
  options.folder = folder->starts_with("/~/") ? folder->substr(3) : *folder;
  while (options.folder.size() > 1 && options.folder.ends_with('/')) options.folder.pop_back();
  if (options.folder.empty()) options.folder = ".";
  return options;
}

Result<std::unique_ptr<Sink>> open_sftp(const SftpOptions& options) {
  RUNSEAL_TRY(const auto client, SftpClient::start(options.to, options.stall));
  const auto there = client->look(options.folder, true);
  if (!there && there.error().code != ErrorCode::not_found) return fail(there.error());
  if (!there || !there->is_folder())
    return fail(ErrorCode::not_found, "there is no such folder on the server", base::printable(options.folder, 300),
                "make it first, and give the account the right to write there");
  return std::make_unique<SftpSink>(options);
}

SinkKind sftp_kind() {
  return {&sftp_description(),
          [](const std::string& url, const SinkSettings& settings) -> Result<std::unique_ptr<Sink>> {
            RUNSEAL_TRY(auto options, parse_sftp_url(url));
            for (const auto& [name, value] : settings) {
              if (name == "identity") options.to.identity = value;
              if (name == "known-hosts") options.to.known_hosts = value;
            }
            return open_sftp(options);
          }};
}

}  // namespace runseal::transfer
