// The last steps of a deposit, when every file has been read back: folders, links, the seal, a last look, the name. And
// the first ones where a run of that name stands there already. All on one connection.
#pragma once

#include "transfer/engine/deposit.h"

namespace runseal::transfer {

// Makes what is missing, removes what does not belong, writes the seal and reads it back, and compares the list of what
// stands in the hidden tree with `entries` (sorted): then the run may get its name. Returns how many files lost their x
// bit. Errors: corrupt (what was written is no longer there, or the seal came back otherwise), and those of the sink.
[[nodiscard]] Result<std::uint64_t> finish_hidden(SinkSession& session, const SinkDescription& can,
                                                  const EntryRefs& entries, const SealFiles& seal);

// Where the sink copies: the seal without its seal.json, which publish() brings, is copied and read at its final place;
// and seal.json after that. Errors: corrupt, and those of the sink.
[[nodiscard]] Result<> bring_out_seal(SinkSession& session, const SealFiles& seal);
[[nodiscard]] Result<> check_seal_json(SinkSession& session, const SealFiles& seal);

struct DepositedSeal {
  SealFiles files;
  CheckedSeal checked;
};
// Errors: exists (what stands there has no seal, or one that does not hold: it is not ours to judge).
[[nodiscard]] Result<DepositedSeal> read_deposited_seal(SinkSession& session, const std::string& run);

// Paths, kinds, hashes, link targets. Errors: exists (other content).
[[nodiscard]] Result<> same_content(const DepositedSeal& there, const EntryRefs& entries, const std::string& run);

// Adds what stands there otherwise than sealed: missing or other folders and links, and entries that nobody sealed.
void missing_or_changed(const FoundList& found, const SinkDescription& can, const EntryRefs& entries,
                        Deposited& deposited);

}  // namespace runseal::transfer
