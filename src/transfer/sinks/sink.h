// The seam to places that store a run but cannot vouch for it: SFTP and S3. What a sink cannot do it says in
// its description, and the engine (transfer/engine/deposit.h) does without. A sink never decides whether a run is
// whole: it moves bytes and names, and the engine reads them back.
//
// Paths are relative to the run, as in Entry, already checked by the caller. Where the run lies until it is published
// is the sink's own affair: a hidden tree beside its final name where the sink can rename, else whatever serves.
// tests/servers/sink_contract_test.cc is the suite that every sink has to pass.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "transfer/seal/tree.h"

namespace runseal::transfer {

struct SinkOption {
  std::string name;  // as on the command line, without the dashes
  std::string help;
};

struct SinkDescription {
  std::string scheme;  // of its URLs
  std::string help;
  std::vector<SinkOption> options{};
  bool can_append = false;  // put() may begin behind what is there; else always from 0
  bool can_rename = false;  // publish() is one step; else the engine brings the files out first, by copy()
  bool can_link = false;
  bool utf8_names_only = false;
  bool keeps_folders = false;     // an empty folder is something
  bool keeps_mode = false;        // the owner's x bit
  bool can_hash = false;          // tells a SHA-256 that it computed over what it stored
  std::int64_t time_step_ns = 0;  // modification times are cut to this; 0: not kept
};

enum class Standing { fresh, resumes, exists };
enum class Area { arriving, standing };  // hidden, or under its final name

struct Found {
  base::CompactText path;
  std::optional<EntryKind> kind;  // nothing: a device, a pipe…
  std::uint64_t size = 0;
  bool executable = false;
  base::CompactText target;  // of a link
};
using FoundList = base::FarList<Found>;  // their names lie in its memory
void add_to(FoundList& list, Found found);

// A file being written, by one thread. Gone without finish(): what was written stays, for the next put(), and nothing
// of it is on its way any more, unless the connection broke.
class Upload {
 public:
  virtual ~Upload() = default;
  // May return before the block has arrived; an error may be one of an earlier block.
  [[nodiscard]] virtual Result<> write(ByteView block) = 0;
  // All has arrived, has the size that was written, is durable where the sink knows how, and has its time and mode.
  [[nodiscard]] virtual Result<> finish() = 0;
};

class Download {
 public:
  virtual ~Download() = default;
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;  // 0: the end
};

// One connection; one thread at a time, cut() from any. Errors of the connection are io, timeout or unavailable, and
// another connection may do better; denied, limit, not_found and the like would come again.
class SinkSession {
 public:
  virtual ~SinkSession() = default;

  // Looks at the run's place; makes the hidden one unless the run exists. Errors: not_found (no such folder), denied,
  // conflict (another sender took this run over).
  [[nodiscard]] virtual Result<Standing> prepare() = 0;
  [[nodiscard]] virtual Result<std::optional<std::uint64_t>> free_bytes() = 0;  // nothing: the sink cannot tell
  [[nodiscard]] virtual Result<FoundList> list(Area area) = 0;                  // folders before what lies in them
  // Begins at `from`, which is 0 (what was there goes) or, where the sink can append, the length of what is there.
  [[nodiscard]] virtual Result<std::unique_ptr<Upload>> put(const Entry& file, std::uint64_t from) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<Download>> get(Area area, const std::string& path) = 0;
  [[nodiscard]] virtual Result<> make_folder(const std::string& path) = 0;  // no error when it is there
  [[nodiscard]] virtual Result<> make_link(const Entry& link) = 0;
  [[nodiscard]] virtual Result<> set_time(const Entry& folder) = 0;
  [[nodiscard]] virtual Result<> remove(const Found& what) = 0;  // of the hidden tree; a folder must be empty
  // Where the sink cannot rename: copies a file of the hidden tree to its final place, inside the sink; no error when
  // this sink, or an earlier attempt at this run, did so before. Whatever else has the run's name or the file's stays.
  // Errors: exists, conflict.
  [[nodiscard]] virtual Result<> copy(const Entry& file);
  // A copy that came back otherwise is made once more when an earlier attempt made it: what arrived may be newer.
  // False: it is of this attempt.
  [[nodiscard]] virtual Result<bool> copy_again(const Entry& file);
  // Removes what copy() brought out since the sink was opened.
  [[nodiscard]] virtual Result<> take_back();
  // Gives the run its name; whatever has it already stays. Where the sink cannot rename: brings out seal.json and
  // nothing else: it is what makes the copies, which were read back, a run. Errors: exists, conflict.
  [[nodiscard]] virtual Result<> publish() = 0;
  [[nodiscard]] virtual Result<> still_there() = 0;  // a word now and then, so that an idle connection is kept
  virtual void cut() = 0;
};

// Safe to use from several threads.
class Sink {
 public:
  virtual ~Sink() = default;
  [[nodiscard]] virtual const SinkDescription& description() const = 0;
  [[nodiscard]] virtual std::string url() const = 0;  // for people and the evidence; no secrets
  // The server, where url() leaves it open: for the evidence, no secrets.
  [[nodiscard]] virtual std::string server() const { return {}; }
  // What this place turned out not to keep to, in sentences for the user.
  [[nodiscard]] virtual std::vector<std::string> cautions() const { return {}; }
  // `run`: the final name, checked; `owner`: whose it is, so that two senders never share a hidden tree.
  [[nodiscard]] virtual Result<std::unique_ptr<SinkSession>> connect(const std::string& run,
                                                                     const std::string& owner) = 0;
};

using SinkSettings = std::map<std::string, std::string>;  // by the option's name

// One kind of sink: the program's list of them is app/all_sinks.cc.
struct SinkKind {
  const SinkDescription* description = nullptr;
  // Connects once, so that what is wrong is said before the first byte. Errors: usage (the URL, a setting), and those
  // of a session.
  Result<std::unique_ptr<Sink>> (*open)(const std::string& url, const SinkSettings& settings) = nullptr;
};

inline void add_to(FoundList& list, Found found) {
  found.path = base::CompactText(found.path.view(), list.memory());
  found.target = base::CompactText(found.target.view(), list.memory());
  list.push_back(std::move(found));
}
inline Result<> SinkSession::copy(const Entry&) { return fail(ErrorCode::internal, "this sink renames"); }
inline Result<bool> SinkSession::copy_again(const Entry&) { return false; }
inline Result<> SinkSession::take_back() { return {}; }

}  // namespace runseal::transfer
