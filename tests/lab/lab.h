// The lab: real servers from Debian's packages on loopback, each in safe and in unsafe configurations. What runseal
// must say of each is written down here by hand, from the configuration and its manual, before anything is measured.
// The tests measure every one (tests/servers/lab_test.cc); `script/lab` starts them for people.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "audit/session.h"
#include "base/result.h"
#include "model/audit.h"

namespace runseal::lab {

struct Grades {
  model::Protection integrity = model::Protection::unknown;
  model::Protection confidentiality = model::Protection::unknown;
  model::Protection peer_authenticity = model::Protection::unknown;
  bool operator==(const Grades&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Grades& grades);
[[nodiscard]] Grades grades_of(const model::Assessment& assessment);

// A server that runs, with all its children and files gone when the object goes.
class Running {
 public:
  virtual ~Running() = default;
  [[nodiscard]] virtual std::string url() const = 0;  // of the connection to measure
  [[nodiscard]] virtual std::optional<audit::Credentials> credentials() const { return std::nullopt; }
  // The authority that vouches for the server's certificate, where the system does not know it.
  [[nodiscard]] virtual std::optional<std::filesystem::path> authority() const { return std::nullopt; }
  // The target of the remedy that this server takes ("Samba"); empty: none.
  [[nodiscard]] virtual std::string takes_remedy() const { return {}; }
  // Pastes the remedy as a person would, and restarts on the same port.
  virtual Result<> apply(const model::Remedy&) { return {}; }
  // A second opinion by another program, on the same questions: what it says against `expected`, or nothing when it
  // agrees. Called before and after the remedy.
  virtual std::string second_opinion() { return {}; }
};

struct Entry {
  std::string name;  // unique, [a-z0-9_]: "nfs_sys_only"
  std::string what;  // the configuration, in words
  // Below an empty folder of its own. Errors: unavailable, where a program is not installed; denied, where this machine
  // does not let the server run (the tests pass over it and say so).
  std::function<Result<std::unique_ptr<Running>>(const std::filesystem::path& folder)> start;
  Grades expected;
  std::vector<std::string> findings;      // ids that must be among those found
  std::vector<std::string> not_findings;  // ids that must not
  std::optional<Grades> after_remedy;     // when the remedy is pasted and the server measured again
};

void PrintTo(const Entry& entry, std::ostream* out);  // for GoogleTest

// The explicit list: http_lab(), smb_lab(), … Each protocol's entries stand in a file of their own.
[[nodiscard]] std::vector<Entry> all_entries();
[[nodiscard]] std::vector<Entry> ftp_lab();
[[nodiscard]] std::vector<Entry> http_lab();
[[nodiscard]] std::vector<Entry> iscsi_lab();
[[nodiscard]] std::vector<Entry> ldap_lab();
[[nodiscard]] std::vector<Entry> rsync_lab();
[[nodiscard]] std::vector<Entry> nfs_lab();
[[nodiscard]] std::vector<Entry> smb_lab();
[[nodiscard]] std::vector<Entry> ssh_lab();

}  // namespace runseal::lab
