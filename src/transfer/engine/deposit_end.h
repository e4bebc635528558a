// The last steps of a deposit, when every file has been read back: folders, links, the seal, a last look, the name. And
// the first ones where a run of that name stands there already. All on one connection.
#pragma once

#include "transfer/engine/deposit.h"

namespace runseal::transfer {

// Makes what is missing, removes what does not belong, writes the seal and reads it back, compares the list of what
// stands there with `entries` (sorted), and publishes. Returns how many files lost their x bit. Errors: corrupt (what
// was written is no longer there, or the seal came back otherwise), exists, conflict, and those of the sink.
[[nodiscard]] Result<std::uint64_t> finish_deposit(SinkSession& session, const SinkDescription& can,
                                                   const EntryRefs& entries, const SealFiles& seal);

struct DepositedSeal {
  SealFiles files;
  CheckedSeal checked;
};
// Errors: exists (what stands there has no seal, or one that does not hold: it is not ours to judge).
[[nodiscard]] Result<DepositedSeal> read_deposited_seal(SinkSession& session, const std::string& run);

// Paths, kinds, hashes, link targets. Errors: exists (other content).
[[nodiscard]] Result<> same_content(const DepositedSeal& there, const EntryRefs& entries, const std::string& run);

// Adds what stands there otherwise than sealed: missing or other folders and links, and entries that nobody sealed.
void missing_or_changed(const std::vector<Found>& found, const SinkDescription& can, const EntryRefs& entries,
                        Deposited& deposited);

}  // namespace runseal::transfer
