// The evidence log: append-only, signed, checkable by anybody who has the public key.
// On disk: C2SP tlog-tiles, tlog-checkpoint and signed-note; hashes by RFC 9162 section 2.1; entries in RFC 8785
// canonical JSON. docs/formats/evidence.md says what is stored, and what a check of it can and cannot prove.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/keys.h"
#include "base/result.h"

namespace runseal::evidence {

constexpr std::size_t max_entry = 65535;  // bytes of canonical JSON: its length is stored in 16 bits

struct Checkpoint {
  std::string origin;  // the log's name, and the name of its key
  std::uint64_t size = 0;
  base::Digest root{};
  std::string note;  // the signed text
};

// A key to trust, as a C2SP signed-note verifier key: <name>+<8 hexadecimal digits>+<base64>
struct Verifier {
  std::string name;
  base::PublicKey key;
};
[[nodiscard]] Result<Verifier> parse_vkey(std::string_view text);  // invalid
[[nodiscard]] std::string format_vkey(const std::string& name, const base::PublicKey& key);

// Errors: invalid (not a checkpoint), denied (not signed by this key, or another log's).
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view note, const Verifier& verifier);

class Edge;

// The one writer. The caller holds the data directory's lock; one thread at a time. `files` must outlive it.
class Log {
 public:
  // Makes the log when the folder is empty, else checks that the checkpoint is signed by this key under this origin and
  // that the newest tiles lead to its root, and clears away what an append that never finished has left.
  // `known`: the newest checkpoint that the caller kept elsewhere; a log that does not contain it is refused.
  // Errors: usage (an origin that cannot name a key), denied (signed by somebody else), corrupt, io.
  [[nodiscard]] static Result<Log> open(base::Files& files, base::Path folder, std::string origin, base::PrivateKey key,
                                        const std::optional<Checkpoint>& known = {});

  // Durable before it returns. Errors: limit and invalid (nothing was written), io (the entry may or may not stand:
  // it was not acknowledged, and the log is sound either way), corrupt.
  [[nodiscard]] Result<std::uint64_t> append(const Json& entry);  // its index
  [[nodiscard]] Result<std::vector<std::uint64_t>> append(
      const std::vector<Json>& entries);  // all under one checkpoint

  [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }

  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

 private:
  Log(base::Files& files, base::Path folder, std::string origin, base::PrivateKey key);
  [[nodiscard]] Result<> load(const std::optional<Checkpoint>& known);
  [[nodiscard]] Result<> store(const std::vector<std::string>& entries);
  [[nodiscard]] Result<> publish(std::uint64_t size, const base::Digest& root);
  void remove_superseded(std::uint64_t old_size);

  base::Files* files_;
  base::Path folder_;
  base::PrivateKey key_;
  Verifier verifier_;
  Checkpoint checkpoint_;
  std::unique_ptr<Edge> edge_;
  std::set<base::Path> durable_folders_;  // seen to be in the folder above them by this object
  bool stale_ = false;                    // an append failed and what stands on the disk could not be read back yet
};

// Reading needs the folder and the public key only, and may go on while somebody appends.
[[nodiscard]] Result<Checkpoint> read_checkpoint(base::Files& files, const base::Path& folder,
                                                 const Verifier& verifier);

// The entry, after checking that the checkpoint covers it. Errors: not_found (past the end), corrupt, io.
[[nodiscard]] Result<Json> read_entry(base::Files& files, const base::Path& folder, const Checkpoint& checkpoint,
                                      std::uint64_t index);

struct Problem {
  std::string what;
  std::string where;  // a path below the log's folder, such as "tile/0/000.p/3"
};

struct Verification {
  Checkpoint checkpoint;      // empty when the stored one cannot be trusted
  std::uint64_t entries = 0;  // how many were read and hashed
  std::vector<Problem> problems;

  [[nodiscard]] bool holds() const { return problems.empty(); }
};

// Reads and hashes everything again, and goes on after a problem. `known`: earlier checkpoints kept elsewhere; each
// must be a past state of this log. Without them an older state of the whole folder, put back, cannot be told from the
// newest one. Errors: not_found (no such folder), denied and io (the checkpoint could not be read: nothing was
// checked).
[[nodiscard]] Result<Verification> verify(base::Files& files, const base::Path& folder, const Verifier& verifier,
                                          const std::vector<Checkpoint>& known = {});

// A proof that stands alone: the entry, its Merkle path and the signed checkpoint, as a C2SP tlog-proof v1 whose extra
// line carries the entry. Errors: not_found, corrupt, io, and those of parse_checkpoint().
[[nodiscard]] Result<std::string> prove(base::Files& files, const base::Path& folder, const Verifier& verifier,
                                        std::uint64_t index);

struct Proven {
  std::uint64_t index = 0;
  Json entry;
  Checkpoint checkpoint;
};
// Errors: invalid (not a proof), denied (it proves nothing under this key).
[[nodiscard]] Result<Proven> verify_proof(std::string_view proof, const Verifier& verifier);

}  // namespace runseal::evidence
