// Sealing a run and holding it against its seal. docs/formats/seal.md.
// Reading a run takes hours and the data directory has one writer at a time: it is opened only for the steps that need
// it, through the function given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/run.h"
#include "service/signers.h"
#include "service/workspace.h"
#include "transfer/seal/seal.h"
#include "transfer/seal/take.h"
#include "transfer/seal/verify.h"

namespace runseal::service {

using OpenWorkspace = std::function<Result<Workspace>()>;

struct SealRequest {
  base::Path run;
  model::HashedAt hashed_at = model::HashedAt::storage;
  base::Path seal_store;         // second place; empty: seals/ of the data directory
  bool seal_store_only = false;  // nothing is written to the run
  bool trust_stat = false;       // take over digests of files that are still who they were
  bool incomplete = false;       // also a run that is known not to be complete
  std::string rules;             // by name; empty: those that fit
  std::string complete;          // who says that the run is complete: "operator"
};

struct Sealed {
  model::Seal seal;
  std::string sha256;                  // of seal.json
  base::Path folder;                   // where it stands in the run; empty with seal_store_only
  base::Path second;                   // and outside it
  bool first = true;                   // there was no seal before
  bool compared = false;               // with the seal before, or with the copy that was kept of it
  std::uint64_t differs = 0;           // sealed files that are not as the seal before had them
  std::vector<std::string> differing;  // the first hundred of them, as shown
  std::vector<std::string> warnings;   // what is to be known about this run although it is complete
  std::uint64_t evidence = 0;
};

// `options`: threads, stop, progress; classes and reuse are filled in here.
// Errors: those of take_run; conflict (known not to be complete), denied (the run cannot be written to; with advice),
// usage (a second place inside the run), not_found, io.
Result<Sealed> seal_run(const OpenWorkspace& open, const SealRequest& request, transfer::TakeOptions options);

struct VerifyRequest {
  base::Path run;
  base::Path seal;                                  // seal.json or its folder; empty: <run>/.runseal
  std::optional<std::vector<KnownSigner>> signers;  // empty: those that the data directory knows
  std::vector<std::string> only;
};

struct RunCheck {
  std::string refused;  // why it is no seal of this run; empty: it is one. Nothing else was looked at then
  std::string next;     // what to do about it
  model::Seal seal;
  model::RunVerification verification;
  std::vector<std::string> notes;

  [[nodiscard]] bool wrong() const;           // a seal that was refused, or a file that is not as it was sealed
  [[nodiscard]] std::string summary() const;  // "ok", "3 altered, 1 missing", "only a part: …", or what was refused
};

// What the data directory says about runs and signers; empty where there is none.
struct RunKnowledge {
  std::vector<KnownSigner> signers;
  std::vector<model::RunEvent> events;  // oldest first
};
[[nodiscard]] Result<RunKnowledge> run_knowledge(Workspace& workspace);

struct VerifyOptions {
  transfer::HashOptions hash;
  std::atomic<std::uint64_t>* files_done = nullptr;
  std::function<void(std::uint64_t files, std::uint64_t bytes)> on_begin;  // the seal is one, the reading begins
};
// Records nothing. Errors: not_found (no such run; no seal, and none is known), unavailable (no signers are known: it
// cannot be checked), usage, cancelled, io.
Result<RunCheck> verify_run(const RunKnowledge& known, const VerifyRequest& request, const VerifyOptions& options);

// Tells the evidence log; its entry's number.
Result<std::uint64_t> record_verification(Workspace& workspace, const base::Path& run, const RunCheck& check);

}  // namespace runseal::service
