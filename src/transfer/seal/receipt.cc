#include "transfer/seal/receipt.h"

#include "base/sshsig.h"
#include "base/time.h"

namespace runseal::transfer {
namespace {

constexpr std::string_view receipt_format = "runseal receipt 1";
constexpr std::size_t max_receipt = 64U << 10U;

Result<> check_fits(const model::Receipt& receipt, const ReadSeal& seal) {
  if (receipt.format != receipt_format)
    return fail(ErrorCode::invalid, "a receipt in a form that this version does not know", "receipt.json",
                "check it with the version of runseal that made it, or a newer one");
  if (receipt.seal_sha256 != seal.sha256 || receipt.run != seal.seal.run || receipt.sender != seal.seal.signer ||
      receipt.files != seal.seal.files || receipt.bytes != seal.seal.bytes)
    return fail(ErrorCode::invalid, "it is the receipt of another seal", "receipt.json");
  RUNSEAL_TRY(const auto from, base::parse_instant(receipt.received_from));
  RUNSEAL_TRY(const auto to, base::parse_instant(receipt.received_to));
  if (to < from) return fail(ErrorCode::invalid, "the receiving ended before it began", "receipt.json");
  return {};
}

}  // namespace

Result<> add_receipt(SealFiles& files, model::Receipt receipt, const base::PrivateKey& key) {
  RUNSEAL_TRY(const auto seal, check_seal(files, [](const Entry&) { return Result<>{}; }));
  receipt.format = receipt_format;
  receipt.seal_sha256 = seal.sha256;
  receipt.run = seal.seal.run;
  receipt.sender = seal.seal.signer;
  receipt.receiver = base::ssh_public_key(key.public_key());
  receipt.files = seal.seal.files;
  receipt.bytes = seal.seal.bytes;
  RUNSEAL_CHECK(check_fits(receipt, seal));
  RUNSEAL_TRY(files.receipt, base::canonical_json(receipt));
  files.receipt_signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes(files.receipt));
  return {};
}

Result<CheckedReceipt> check_receipt(const SealFiles& files, const ReadSeal& seal) {
  if (files.receipt.empty()) return fail(ErrorCode::not_found, "there is no receipt", "receipt.json");
  if (files.receipt.size() > max_receipt) return fail(ErrorCode::limit, "larger than 64 KiB", "receipt.json");
  const auto signer = base::sshsig_verify(files.receipt_signature, sshsig_namespace, base::as_bytes(files.receipt));
  if (!signer) return fail(ErrorCode::denied, signer.error().what, "receipt.json.sig");
  RUNSEAL_TRY(const auto json, base::parse_json(files.receipt, max_receipt));
  RUNSEAL_TRY(auto receipt, base::from_json<model::Receipt>(json, "receipt.json"));
  RUNSEAL_CHECK(check_fits(receipt, seal));
  RUNSEAL_TRY(const auto canonical, base::canonical_json(receipt));
  if (canonical != files.receipt)
    return fail(ErrorCode::invalid, "not in canonical form, or with members that a receipt does not have",
                "receipt.json");
  if (receipt.receiver != base::ssh_public_key(*signer))
    return fail(ErrorCode::denied, "it names another receiver than the one who signed it", "receipt.json");
  return CheckedReceipt{std::move(receipt), *signer};
}

}  // namespace runseal::transfer
