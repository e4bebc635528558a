// The receiver's countersignature of a seal: a second machine, with a key of its own, had the same bytes.
// docs/formats/seal.md
#pragma once

#include "transfer/seal/seal.h"

namespace runseal::transfer {

// Puts receipt.json and its signature beside the seal; seal_sha256, run, sender, files and bytes are filled in from the
// seal, the receiver from the key. Errors: those of check_seal; invalid.
[[nodiscard]] Result<> add_receipt(SealFiles& files, model::Receipt receipt, const base::PrivateKey& key);

struct CheckedReceipt {
  model::Receipt receipt;
  base::PublicKey receiver;  // whether it is one to trust is the caller's question
};
// `seal` is what check_seal() made of the same files. Errors: not_found (there is no receipt), denied (not signed, or
// the signature does not fit), invalid (another form, another seal's), limit.
[[nodiscard]] Result<CheckedReceipt> check_receipt(const SealFiles& files, const ReadSeal& seal);

}  // namespace runseal::transfer
