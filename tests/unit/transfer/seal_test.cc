// A seal is what ssh-keygen says it is; whatever is changed in it, it is none any more; on the disk it is whole or not
// there.
#include "transfer/seal/seal.h"

#include <gmock/gmock.h>

#include "base/process.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "support/faulty_files.h"
#include "transfer/seal/receipt.h"
#include "unit/transfer/sample_run.h"

namespace runseal::transfer {
namespace {

using testing::HasSubstr;

struct TheSeal : SampleRun {
  SealFiles files;

  void SetUp() override {
    SampleRun::SetUp();
    awkward_names();
    write("Data/a", "1");
    files = sealed();
  }

  bool holds_for_ssh_keygen(const SealFiles& seal, const std::string& name_space = "runseal") {
    const auto allowed = folder / "allowed";
    const auto signature = folder / "sig";
    test::write_file(allowed, "node " + base::ssh_public_key(key.public_key()) + "\n");
    test::write_file(signature, seal.signature);
    base::Command command;
    command.program = "ssh-keygen";
    command.arguments = {"-Y", "verify",   "-f", allowed.string(),  "-I", "node",
                         "-n", name_space, "-s", signature.string()};
    command.input = seal.seal;
    return base::run(command)->ok();
  }

  std::string why(const SealFiles& changed) {
    const auto checked = check_seal(changed);
    return checked ? "holds" : checked.error().describe();
  }

  // Signed anew by the same key, as a careless or hostile writer could.
  SealFiles signed_as(const std::string& text) {
    auto changed = files;
    changed.seal = text;
    changed.signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes(text));
    return changed;
  }
  SealFiles signed_with(const char* member, const Json& value) {
    auto json = *base::parse_json(files.seal);
    json[member] = value;
    return signed_as(*base::canonical_json(json));
  }
};

TEST_F(TheSeal, HoldsHereAndForSshKeygen) {
  const auto checked = check_seal(files);
  ASSERT_TRUE(checked) << checked.error().describe();
  EXPECT_EQ(checked->signer, key.public_key());
  EXPECT_EQ(checked->seal.files, 14U);
  EXPECT_EQ(checked->sha256, base::sha256_hex(base::as_bytes(files.seal)));
  EXPECT_TRUE(holds_for_ssh_keygen(files));
  EXPECT_FALSE(holds_for_ssh_keygen(files, "file"));
}

TEST_F(TheSeal, IsNoneWhenAnyByteOfItChanged) {
  for (std::size_t at = 0; at < files.seal.size(); at += 7) {
    auto changed = files;
    changed.seal[at] = static_cast<char>(changed.seal[at] ^ 1);
    EXPECT_EQ(check_seal(changed).error().code, ErrorCode::denied) << at;
  }
  auto changed = files;
  changed.seal += "\n";
  EXPECT_FALSE(check_seal(changed));
  EXPECT_FALSE(holds_for_ssh_keygen(changed));
}

TEST_F(TheSeal, IsNoneWithoutASignatureOrWithOneForAnotherPurpose) {
  auto changed = files;
  changed.signature.clear();
  EXPECT_THAT(why(changed), HasSubstr("not signed"));
  changed.signature = base::sshsig_sign(key, "runseal-exception", base::as_bytes(files.seal));
  EXPECT_THAT(why(changed), HasSubstr("another purpose"));
  changed.signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes("something else"));
  EXPECT_THAT(why(changed), HasSubstr("does not fit"));
  changed.signature = "garbage";
  EXPECT_EQ(check_seal(changed).error().code, ErrorCode::denied);
}

TEST_F(TheSeal, TakesASignatureFileWithOtherTextNoMoreThanSshKeygenDoes) {
  const auto signature = files.signature;
  for (const auto& text :
       {"x" + signature, "\n" + signature, "-----BEGIN SSH SIGNATURE-----\n" + signature,
        base::replaced(signature, "-----END", "=---END"), signature.substr(0, signature.size() / 2)}) {
    auto changed = files;
    changed.signature = text;
    EXPECT_FALSE(holds_for_ssh_keygen(changed)) << text;
    EXPECT_FALSE(check_seal(changed)) << text;
  }
}

TEST_F(TheSeal, NamesItsSigner) {
  auto changed = files;
  const auto other = base::PrivateKey::generate();
  changed.signature = base::sshsig_sign(other, sshsig_namespace, base::as_bytes(files.seal));
  EXPECT_THAT(why(changed), HasSubstr("another signer"));
}

TEST_F(TheSeal, IsNoneWhenAListWasChanged) {
  for (const auto list : {&SealFiles::manifest, &SealFiles::tree}) {
    auto changed = files;
    auto text = *(changed.*list).whole();
    text[10] = text[10] == '0' ? '1' : '0';
    changed.*list = text;
    EXPECT_THAT(why(changed), HasSubstr("not the list that was sealed"));
    changed.*list = "";
    EXPECT_FALSE(check_seal(changed));
  }
}

TEST_F(TheSeal, EvenSignedMustSayWhatItsListsSay) {
  EXPECT_EQ(why(signed_as(files.seal)), "holds");
  for (const auto* member : {"files", "bytes", "entries"})
    EXPECT_THAT(why(signed_with(member, 3)), HasSubstr("counts")) << member;
  EXPECT_THAT(why(signed_with("format", "runseal seal 2")), HasSubstr("does not know"));
  EXPECT_THAT(why(signed_with("unheard", "of")), HasSubstr("members"));
  EXPECT_FALSE(check_seal(signed_with("hashed_at", "moon")));
  EXPECT_FALSE(check_seal(signed_with("files", -1)));
  EXPECT_FALSE(check_seal(signed_with("files", "3")));
  EXPECT_FALSE(check_seal(signed_with("hashed_from", "yesterday")));
  EXPECT_FALSE(check_seal(signed_with("hashed_to", "2020-01-01T00:00:00.000Z")));
  EXPECT_FALSE(check_seal(signed_as(base::replaced(files.seal, ",\"files\":14", ",\"files\": 14"))));
  EXPECT_FALSE(check_seal(signed_as("[]")));
  EXPECT_FALSE(check_seal(signed_as(std::string(70'000, ' '))));
}

TEST_F(TheSeal, IsNotMadeOverListsThatCouldNotBeReadBack) {
  Entry a;
  a.path = "b";
  Entry b;
  b.path = "a";
  EXPECT_FALSE(make_seal(about(), {&a, &b}, key));
  a.path = "../b";
  EXPECT_FALSE(make_seal(about(), {&a}, key));
}

TEST_F(TheSeal, ComesBackFromTheDiskAndKeepsTheOneBefore) {
  auto& disk = base::real_files();
  const auto place = folder / "place";
  EXPECT_EQ(read_seal(disk, place).error().code, ErrorCode::not_found);
  ASSERT_TRUE(write_seal(disk, place, files));
  write("Data/a", "2");
  const auto later = sealed();
  ASSERT_TRUE(write_seal(disk, place, later));
  EXPECT_EQ(read_seal(disk, place)->seal, later.seal);
  const auto before = read_seal(disk, place / ("previous-" + base::sha256_hex(base::as_bytes(files.seal))));
  ASSERT_TRUE(before);
  EXPECT_TRUE(check_seal(*before));
  EXPECT_EQ(*before->manifest.whole(), *files.manifest.whole());
}

TEST_F(TheSeal, GetsItsReceiptWithoutBecomingItsOwnPredecessorAndLosesItWithTheNextSeal) {
  auto& disk = base::real_files();
  const auto place = folder / "place";
  ASSERT_TRUE(write_seal(disk, place, files));
  auto countersigned = files;
  countersigned.receipt = "{}";
  countersigned.receipt_signature = "sig";
  ASSERT_TRUE(write_seal(disk, place, countersigned));
  EXPECT_EQ(read_seal(disk, place)->receipt, "{}");
  EXPECT_EQ(disk.list(place)->size(), 6U);
  write("Data/a", "2");
  ASSERT_TRUE(write_seal(disk, place, sealed()));
  EXPECT_EQ(read_seal(disk, place)->receipt, "") << "a receipt is for one seal";
  EXPECT_EQ(read_seal(disk, place / ("previous-" + base::sha256_hex(base::as_bytes(files.seal))))->receipt, "{}");
}

TEST_F(TheSeal, HasAReceiptOnlyFromTheOneWhoSignedItForThisSeal) {
  const auto receiver = base::PrivateKey::generate();
  model::Receipt receipt;
  receipt.host = "storage";
  receipt.received_from = "2026-03-01T09:00:00.000Z";
  receipt.received_to = "2026-03-01T10:00:00.000Z";
  const auto seal = *check_seal(files);
  EXPECT_EQ(check_receipt(files, seal).error().code, ErrorCode::not_found);
  auto received = files;
  ASSERT_TRUE(add_receipt(received, receipt, receiver));
  const auto checked = check_receipt(received, seal);
  ASSERT_TRUE(checked) << checked.error().describe();
  EXPECT_EQ(checked->receiver, receiver.public_key());
  EXPECT_EQ(checked->receipt.files, 14U);

  auto changed = received;
  changed.receipt[changed.receipt.find("storage")] = 'S';
  EXPECT_EQ(check_receipt(changed, seal).error().code, ErrorCode::denied);
  changed = received;
  changed.receipt_signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes(changed.receipt));
  EXPECT_EQ(check_receipt(changed, seal).error().code, ErrorCode::denied) << "signed by another than it names";
  changed.receipt_signature.clear();
  EXPECT_EQ(check_receipt(changed, seal).error().code, ErrorCode::denied);
  write("Data/a", "2");
  auto other = sealed();
  ASSERT_TRUE(add_receipt(other, receipt, receiver));
  EXPECT_THAT(check_receipt(other, seal).error().what, HasSubstr("another seal"));
}

TEST_F(TheSeal, IsNeverAMixtureWhereverTheDiskFails) {
  write("Data/a", "2");
  const auto later = sealed();
  test::FaultyFiles counting;
  ASSERT_TRUE(write_seal(counting, folder / "count", files));
  counting.count_from_zero();
  ASSERT_TRUE(write_seal(counting, folder / "count", later));
  const auto operations = counting.operations();
  ASSERT_GT(operations, 10U);
  for (std::uint64_t n = 0; n < operations; ++n) {
    for (const auto fault : {test::Fault::no_space, test::Fault::input_output, test::Fault::after}) {
      const auto place = folder / ("place" + std::to_string(n) + "." + std::to_string(static_cast<int>(fault)));
      test::FaultyFiles disk;
      ASSERT_TRUE(write_seal(disk, place, files));
      disk.count_from_zero();
      disk.fail_at(n, fault, true);
      const auto written = write_seal(disk, place, later);
      EXPECT_FALSE(written) << n;
      disk.heal();
      const auto stands = read_seal(disk, place);
      if (stands) {
        EXPECT_TRUE(check_seal(*stands)) << "a mixture after operation " << n;
      }
      // and what was there before is not lost
      const auto before = read_seal(disk, place / ("previous-" + base::sha256_hex(base::as_bytes(files.seal))));
      EXPECT_TRUE((stands && (stands->seal == files.seal)) || (before && check_seal(*before))) << n;
      ASSERT_TRUE(write_seal(disk, place, later)) << "the next try";
      EXPECT_TRUE(check_seal(*read_seal(disk, place)));
    }
  }
}

TEST_F(TheSeal, IsNotWrittenThroughALinkThatSomebodyPutInTheRun) {
  auto& disk = base::real_files();
  std::filesystem::create_directory(folder / "victim");
  std::filesystem::create_symlink("../victim", run / ".runseal");
  EXPECT_EQ(write_seal_in_run(disk, fd.get(), run, files).error().code, ErrorCode::denied);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "victim"));
  EXPECT_EQ(read_seal_in_run(disk, fd.get(), run).error().code, ErrorCode::denied);
  std::filesystem::remove(run / ".runseal");
  ASSERT_TRUE(write_seal_in_run(disk, fd.get(), run, files));
  std::filesystem::remove(run / ".runseal/tree.tsv");
  std::filesystem::create_symlink("/dev/zero", run / ".runseal/tree.tsv");
  const auto refused = read_seal_in_run(disk, fd.get(), run);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().where, HasSubstr((run / ".runseal/tree.tsv").string())) << "the real name, not /proc's";
}

}  // namespace
}  // namespace runseal::transfer
