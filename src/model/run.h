// A sequencing run, its seal, and what became of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::model {

// How a file of a run may behave after it was written; the rules (src/runs) say which file is which.
enum class FileClass : std::uint8_t {
  fixed,    // never changes once written: cbcl, bcl, filter, locs
  growing,  // is appended to while the run goes on: InterOp, Logs
  late,     // may appear or change after the run is complete: logs after the wash, CompletedJobInfo
  listing,  // a list made by the instrument: FilesAdded.csv, Manifest.tsv
  other,    // no rule names it: judged as strictly as fixed
};

enum class HashedAt { source, gateway, storage };

// What seal.json says (docs/formats/seal.md), and nothing else may stand there. Times are RFC 3339.
struct Seal {
  std::string format = "runseal seal 1";
  std::string run;  // the folder's name; bytes that are not UTF-8 as \xNN
  std::string manifest_sha256;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::string tree_sha256;
  std::uint64_t entries = 0;  // lines of the tree: files, folders, links
  HashedAt hashed_at = HashedAt::storage;
  std::string host;
  std::string version;  // of runseal
  std::string hashed_from;
  std::string hashed_to;
  std::uint64_t reused = 0;  // files whose hash was taken over from the previous seal (--trust-stat), not computed
  std::string rules;         // "novaseq-6000 1"; empty: no rule fitted, every file is judged as fixed
  std::string complete;      // by what the run was known to be complete: a file's name, "operator"; empty: not known
  std::string signer;        // "ssh-ed25519 AAAA…"
  std::string previous;      // SHA-256 of the seal.json before this one; empty: the first
};

// The receiver's countersignature: receipt.json beside seal.json.
struct Receipt {
  std::string format = "runseal receipt 1";
  std::string seal_sha256;  // of seal.json
  std::string run;
  std::string sender;    // ssh-ed25519 line
  std::string receiver;  // ssh-ed25519 line
  std::string host;
  std::string version;
  std::string received_from;
  std::string received_to;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t connections = 0;  // how often the sender had to connect
  std::uint64_t wrong_files = 0;  // arrived with another hash than the sender's, asked for again
  bool read_back = false;         // every byte was read again from the disk before this was signed
};

enum class FileState { intact, altered, missing, extra, truncated, grown, late, unreadable };

struct FileVerdict {
  std::string path;  // bytes that are not UTF-8 as \xNN
  FileState state = FileState::intact;
  std::string detail;
};

// What `runseal verify` found. Every file that is not intact is listed.
struct RunVerification {
  std::string run;
  std::string seal_sha256;
  std::string signer;     // as the signers file or the node list names it
  std::string hashed_at;  // of the seal: what its hashes can prove
  std::string at;
  std::uint64_t files = 0;    // sealed files that were to be checked
  std::uint64_t bytes = 0;    // read
  std::uint64_t intact = 0;   // files
  std::uint64_t retimed = 0;  // of them: with another modification time than sealed, which is not wrong
  bool partial = false;       // --only
  std::vector<FileVerdict> verdicts;

  [[nodiscard]] bool holds() const;     // nothing wrong: late is not wrong
  [[nodiscard]] bool complete() const;  // everything could be read
};

// A node that this one has been paired with.
struct Node {
  std::string name;
  std::string key;      // ssh-ed25519 line
  std::string address;  // host:port where it receives; empty: it only sends
  std::string folder;   // it may only send into this folder of ours; empty: anywhere below --into
  std::string paired_at;
  std::string expires;  // RFC 3339; empty: does not
  std::string revoked;  // when; empty: it is not
};

// One line of a run's story.
struct RunEvent {
  std::string id;
  std::string run;
  std::string kind;  // "sealed", "sent", "received", "verified"
  std::string at;
  std::string from;  // folder or node
  std::string to;    // folder, node or sink's URL
  std::string seal_sha256;
  std::string outcome;  // "ok", or what was wrong
  Json details;
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::FileClass, {runseal::model::FileClass::fixed, "fixed"},
                   {runseal::model::FileClass::growing, "growing"}, {runseal::model::FileClass::late, "late"},
                   {runseal::model::FileClass::listing, "listing"}, {runseal::model::FileClass::other, "other"});
RUNSEAL_ENUM_NAMES(runseal::model::HashedAt, {runseal::model::HashedAt::source, "source"},
                   {runseal::model::HashedAt::gateway, "gateway"}, {runseal::model::HashedAt::storage, "storage"});
RUNSEAL_ENUM_NAMES(runseal::model::FileState, {runseal::model::FileState::intact, "intact"},
                   {runseal::model::FileState::altered, "altered"}, {runseal::model::FileState::missing, "missing"},
                   {runseal::model::FileState::extra, "extra"}, {runseal::model::FileState::truncated, "truncated"},
                   {runseal::model::FileState::grown, "grown"}, {runseal::model::FileState::late, "late"},
                   {runseal::model::FileState::unreadable, "unreadable"});

namespace runseal::model {
RUNSEAL_JSON(Seal)
RUNSEAL_JSON(Receipt)
RUNSEAL_JSON(FileVerdict)
RUNSEAL_JSON(RunVerification)
RUNSEAL_JSON(Node)
RUNSEAL_JSON(RunEvent)
}  // namespace runseal::model
