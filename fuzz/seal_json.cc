// Any bytes as seal.json, well signed, beside lists that are fine: what is taken is canonical and tells of these lists.
#include <cstdlib>

#include "base/sshsig.h"
#include "transfer/seal/manifest.h"
#include "transfer/seal/seal.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // the key and the lists of the corpus, so that the fuzzer starts from seals that hold
  static const auto key = *base::PrivateKey::from_seed(Bytes(32, 7));
  static const std::vector<transfer::Entry> entries = [] {
    transfer::Entry file;
    file.path = "RunInfo.xml";
    file.size = 3;
    file.sha256 = base::sha256(base::as_bytes("abc"));
    return std::vector{file};
  }();
  transfer::SealFiles files;
  files.manifest = *transfer::manifest_of(transfer::refs_to(entries));
  files.tree = *transfer::tree_of(transfer::refs_to(entries));
  files.seal.assign(reinterpret_cast<const char*>(data), size);
  files.signature = base::sshsig_sign(key, transfer::sshsig_namespace, base::as_bytes(files.seal));
  const auto checked = transfer::check_seal(files);
  if (!checked) return 0;
  const auto& seal = checked->seal;
  if (base::canonical_json(seal) != files.seal || seal.files != 1 || seal.bytes != 3 || seal.entries != 1 ||
      checked->signer != key.public_key())
    std::abort();
  files.seal += ' ';
  if (transfer::check_seal(files)) std::abort();  // one byte more than was signed
  return 0;
}
