// Sealing and checking with the program itself, held against sha256sum, ssh-keygen and openssl.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "e2e/program.h"

namespace runseal::e2e {
namespace {

using testing::HasSubstr;

struct Sealing : Program {
  std::filesystem::path run = folder / "240508_M00001_0001_A";

  void SetUp() override {
    std::filesystem::create_directories(run / "Data/empty");
    write("Data/a.cbcl", "0123456789");
    write("Data/b.cbcl", std::string(100'000, 'b'));
  }

  void write(const std::string& path, std::string_view content) const { test::write_file(run / path, content); }

  void everything_awkward() const {
    for (const auto& name : {std::string("new\nline"), std::string("back\\slash"), std::string("carriage\rreturn"),
                             std::string("tab\tstop"), std::string("\xff\xfe not UTF-8"), std::string(" spaces "),
                             std::string("*"), std::string("-c"), std::string(255, 'x'), std::string("empty file")})
      write("Data/" + name, name == "empty file" ? "" : "content of " + name);
    auto deep = run;
    for (int i = 0; i < 30; ++i) deep /= "level";
    std::filesystem::create_directories(deep);
    test::write_file(deep / "file", "deep down");
    std::filesystem::create_symlink("Data/a.cbcl", run / "inside");
    std::filesystem::create_symlink("/nowhere", run / "dangling");
    write("tool", "#!/bin/sh\n");
    std::filesystem::permissions(run / "tool", std::filesystem::perms(0755));
  }

  Json seal(std::vector<std::string> more = {}, int exit_code = 0) {
    more.insert(more.begin(), {"seal", run.string()});
    return json(more, exit_code);
  }
  Json verify(int exit_code, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"verify", run.string()});
    return json(more, exit_code);
  }

  base::Finished in_run(const std::string& script) {
    base::Command command;
    command.program = "env";
    command.arguments = {"-C", run.string(), "bash", "-c", script};
    return *base::run(command);
  }
  bool holds_for_sha256sum() { return in_run("sha256sum --quiet --strict -c .runseal/manifest.sha256").ok(); }

  std::string allowed_signers() {
    const auto key = test::read_file(folder / "data/keys/node.pub");
    return file("allowed", "node namespaces=\"runseal\" " + key, 0644);
  }
  bool holds_for_ssh_keygen() {
    return in_run("ssh-keygen -Y verify -f '" + allowed_signers() +
                  "' -I node -n runseal -s .runseal/seal.json.sig < .runseal/seal.json")
        .ok();
  }

  static std::map<std::string, std::string> states(const Json& told) {
    std::map<std::string, std::string> out;
    for (const auto& verdict : told["verification"]["verdicts"]) out[verdict["path"]] = verdict["state"];
    return out;
  }
};

TEST_F(Sealing, AnIntactRunHoldsForRunsealSha256sumSshKeygenAndOpenssl) {
  everything_awkward();
  const auto sealed = seal({"--hashed-at", "gateway"});
  EXPECT_EQ(sealed["seal"]["files"], 14);
  EXPECT_EQ(sealed["seal"]["hashed_at"], "gateway");
  const auto told = verify(0);
  EXPECT_TRUE(told["holds"].get<bool>());
  EXPECT_EQ(told["verification"]["intact"], 14);
  EXPECT_TRUE(holds_for_sha256sum());
  EXPECT_TRUE(holds_for_ssh_keygen());
  for (const auto* list : {"manifest", "tree"}) {
    const auto name = std::string(list) == "tree" ? "tree.tsv" : "manifest.sha256";
    const auto by_sha256sum = in_run(std::string("sha256sum < .runseal/") + name).out.substr(0, 64);
    EXPECT_EQ(sealed["seal"][std::string(list) + "_sha256"], by_sha256sum);
  }
  EXPECT_EQ(sealed["seal_sha256"], in_run("sha256sum < .runseal/seal.json").out.substr(0, 64));
}

// The commands of docs/formats/seal.md, run as they stand there.
TEST_F(Sealing, TheManualsCommandsForOpensslHoldAndFailWithTheSeal) {
  seal();
  const auto manual = test::read_file(test::source_file("docs/formats/seal.md"));
  const auto from = manual.find("    sed '/^-----/d'");
  const auto to = manual.find("\n\n", from);
  ASSERT_NE(from, std::string::npos);
  const auto script = "set -e\n" + manual.substr(from, to - from);
  EXPECT_TRUE(in_run(script).ok()) << in_run(script).err;
  auto text = test::read_file(run / ".runseal/seal.json");
  text[text.find("storage")] = 'S';
  write(".runseal/seal.json", text);
  EXPECT_FALSE(in_run(script).ok());
  EXPECT_FALSE(holds_for_ssh_keygen());
  EXPECT_THAT(verify(1)["refused"], HasSubstr("does not fit"));
}

TEST_F(Sealing, DamageIsFoundByRunsealAndBySha256sumAlike) {
  const std::vector<std::pair<std::string, std::string>> damages{
      {"printf X | dd of=Data/b.cbcl bs=1 seek=50000 conv=notrunc status=none", "altered"},
      {"touch -r Data/b.cbcl stamp; printf X | dd of=Data/b.cbcl bs=1 conv=notrunc status=none; "
       "touch -r stamp Data/b.cbcl; rm stamp",
       "altered"},
      {"truncate -s 99999 Data/b.cbcl", "truncated"},
      {"truncate -s 0 Data/b.cbcl", "truncated"},
      {"truncate -s 100001 Data/b.cbcl", "grown"},
      {"rm Data/b.cbcl", "missing"},
      {"rm Data/b.cbcl; mkdir Data/b.cbcl", "altered"},
      {"mv Data/b.cbcl Data/B.cbcl", "missing"},
  };
  for (const auto& [damage, state] : damages) {
    SCOPED_TRACE(damage);
    std::filesystem::remove_all(run);
    std::filesystem::remove_all(folder / "data");
    SetUp();
    everything_awkward();
    seal();
    ASSERT_TRUE(in_run(damage).ok());
    const auto told = verify(1);
    EXPECT_FALSE(told["holds"].get<bool>());
    EXPECT_EQ(states(told)["Data/b.cbcl"], state);
    EXPECT_EQ(told["verification"]["intact"], 13) << "the rest was still checked";
    EXPECT_FALSE(holds_for_sha256sum());
  }
}

TEST_F(Sealing, WhatSha256sumCannotSeeIsFoundToo) {
  const std::vector<std::pair<std::string, std::map<std::string, std::string>>> damages{
      {"touch Data/new", {{"Data/new", "extra"}}},
      {"mkdir Data/new", {{"Data/new", "extra"}}},
      {"rmdir Data/empty", {{"Data/empty", "missing"}}},
      {"chmod -x tool", {{"tool", "altered"}}},
      {"ln -sfn Data/b.cbcl inside", {{"inside", "altered"}}},
      {"rm dangling", {{"dangling", "missing"}}},
      {"mv Data/a.cbcl ../elsewhere; ln -s ../../elsewhere Data/a.cbcl", {{"Data/a.cbcl", "altered"}}},
  };
  for (const auto& [damage, wrong] : damages) {
    SCOPED_TRACE(damage);
    std::filesystem::remove_all(run);
    std::filesystem::remove_all(folder / "data");
    SetUp();
    everything_awkward();
    seal();
    ASSERT_TRUE(in_run(damage).ok());
    EXPECT_EQ(states(verify(1)), wrong);
    EXPECT_TRUE(holds_for_sha256sum());
  }
}

TEST_F(Sealing, OneBadFileInAThousandIsTheOnlyOneNamed) {
  for (int i = 0; i < 1000; ++i) write("Data/" + std::to_string(i) + ".cbcl", "tile " + std::to_string(i));
  seal();
  write("Data/777.cbcl", "tile 7777");
  const auto told = verify(1);
  EXPECT_EQ(states(told), (std::map<std::string, std::string>{{"Data/777.cbcl", "grown"}}));
  EXPECT_EQ(told["verification"]["intact"], 1001);
  EXPECT_THAT(in_run("sha256sum --quiet -c .runseal/manifest.sha256").out, HasSubstr("Data/777.cbcl: FAILED"));
}

TEST_F(Sealing, ARunWithoutFilesIsSealedAndHolds) {
  std::filesystem::remove_all(run);
  std::filesystem::create_directories(run);
  EXPECT_EQ(seal()["seal"]["files"], 0);
  EXPECT_TRUE(verify(0)["holds"].get<bool>());
  EXPECT_TRUE(holds_for_ssh_keygen());
  write("came", "");
  EXPECT_EQ(states(verify(1)), (std::map<std::string, std::string>{{"came", "extra"}}));
}

TEST_F(Sealing, HostileListsAreRefusedThoughTheyAreWellSigned) {
  seal();
  // a signer gone bad: lists that lead elsewhere, signed with the true key
  const auto sign_again = [&](const std::string& manifest, const std::string& tree) {
    write(".runseal/manifest.sha256", manifest);
    write(".runseal/tree.tsv", tree);
    const auto digest = [&](const char* name) {
      return in_run(std::string("sha256sum < .runseal/") + name).out.substr(0, 64);
    };
    auto json = *base::parse_json(test::read_file(run / ".runseal/seal.json"));
    json["manifest_sha256"] = digest("manifest.sha256");
    json["tree_sha256"] = digest("tree.tsv");
    write(".runseal/seal.json", *base::canonical_json(json));
    const auto pem = (folder / "data/keys/node.pem").string();
    // OpenSSH reads PKCS #8 Ed25519 keys only in its own form: the signature is made as docs/formats/seal.md takes it
    // apart
    const auto signed_again = in_run(
        "set -e; cd .runseal; sed '/^-----/d' seal.json.sig | base64 -d | head -c 113 > head.bin; "
        "{ printf "
        "'SSHSIG\\000\\000\\000\\007runseal\\000\\000\\000\\000\\000\\000\\000\\006sha512\\000\\000\\000\\100'; "
        "openssl dgst -sha512 -binary seal.json; } > signed.bin; "
        "openssl pkeyutl -sign -rawin -inkey '" +
        pem +
        "' -in signed.bin -out raw.sig; "
        "{ echo -----BEGIN SSH SIGNATURE-----; cat head.bin raw.sig | base64 -w 70; "
        "echo -----END SSH SIGNATURE-----; } > seal.json.sig; rm head.bin signed.bin raw.sig");
    ASSERT_TRUE(signed_again.ok()) << signed_again.err;
    ASSERT_TRUE(holds_for_ssh_keygen());
  };
  const std::string digest(64, '0');
  const auto line = [&](const std::string& path) { return digest + "  " + path + "\n"; };
  const auto entry = [](const std::string& path) { return "f\t0\t0\t-\tother\t" + path + "\t\n"; };
  for (const auto& [manifest, tree] :
       std::vector<std::pair<std::string, std::string>>{{line("../secret"), entry("../secret")},
                                                        {line("/etc/passwd"), entry("/etc/passwd")},
                                                        {line("a") + line("a"), entry("a") + entry("a")},
                                                        {line("b") + line("a"), entry("b") + entry("a")},
                                                        {line("a"), entry("b")}}) {
    sign_again(manifest, tree);
    const auto told = verify(1);
    EXPECT_THAT(told["refused"], HasSubstr("not a seal")) << manifest;
    EXPECT_EQ(told["verification"]["files"], 0);
  }
}

TEST_F(Sealing, ASealBySomebodyElseIsNone) {
  seal();
  const auto own = allowed_signers();
  const auto elsewhere = (folder / "other data").string();
  const auto theirs = json({"--data", elsewhere, "seal", run.string()});
  EXPECT_THAT(verify(1)["refused"], HasSubstr("not known"));
  EXPECT_THAT(verify(1, {"--signers", own})["refused"], HasSubstr("not known"));
  const auto their_key = theirs["seal"]["signer"].get<std::string>();
  EXPECT_EQ(verify(0, {"--signers", file("theirs", "them " + their_key + "\n")})["verification"]["signer"], "them");
  EXPECT_THAT(verify(1, {"--signers", file("wrong", "them namespaces=\"file\" " + their_key + "\n")})["refused"],
              HasSubstr("namespaces"));
  // a copy of the right signature does not make it ours
  std::filesystem::copy_file(
      run / ".runseal" / ("previous-" + theirs["seal"]["previous"].get<std::string>()) / "seal.json.sig",
      run / ".runseal/seal.json.sig", std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(verify(1)["refused"], HasSubstr("does not fit"));
  std::filesystem::remove(run / ".runseal/seal.json.sig");
  EXPECT_THAT(verify(1)["refused"], HasSubstr("not signed"));
}

TEST_F(Sealing, AnOlderSealPutBackIsNoticedByTheDataDirectory) {
  const auto first = seal();
  write("Data/a.cbcl", "other");
  seal();
  EXPECT_TRUE(in_run("printf 0123456789 > Data/a.cbcl; cp .runseal/previous-*/* .runseal/").ok());
  EXPECT_TRUE(holds_for_sha256sum());
  EXPECT_TRUE(holds_for_ssh_keygen()) << "by itself it is a true seal";
  EXPECT_THAT(verify(1)["refused"], HasSubstr("older seal"));
  const auto told =
      json({"--data", (folder / "none").string(), "verify", run.string(), "--signers", allowed_signers()});
  EXPECT_TRUE(told["holds"].get<bool>());
  EXPECT_THAT(told["not_recorded"], HasSubstr("no data directory"));
  EXPECT_FALSE(std::filesystem::exists(folder / "none"));
}

TEST_F(Sealing, WhatCannotBeCheckedIsThree) {
  EXPECT_EQ(verify(3)["error"]["what"], "it cannot be checked: no signers are known");
  EXPECT_FALSE(std::filesystem::exists(folder / "data")) << "looking makes nothing";
  seal();
  json({"verify", (folder / "no such run").string()}, 3);
  std::filesystem::create_directory(folder / "never sealed");
  json({"verify", (folder / "never sealed").string()}, 3);
  json({"verify", run.string(), "--only", "no/such/file"}, 2);
  json({"verify", run.string(), "--signers", file("bad", "nonsense\n")}, 3);
  std::filesystem::remove_all(run / ".runseal");
  EXPECT_THAT(verify(1)["refused"], HasSubstr("removed"));
}

TEST_F(Sealing, TheSecondPlaceStandsInWhenTheRunHasLostItsSeal) {
  const auto sealed = seal({"--seal-store", (folder / "vault").string()});
  const auto kept = sealed["kept"].get<std::string>();
  EXPECT_TRUE(kept.starts_with((folder / "vault").string()));
  std::filesystem::remove_all(run / ".runseal");
  EXPECT_TRUE(verify(0, {"--seal", kept})["holds"].get<bool>());
  EXPECT_TRUE(verify(0, {"--seal", kept + "/seal.json"})["holds"].get<bool>());
  write("Data/a.cbcl", "0123456780");
  EXPECT_EQ(states(verify(1, {"--seal", kept})).size(), 1U);
  EXPECT_TRUE(verify(0, {"--seal", kept, "--only", "Data/b.cbcl", "--only", "Data/empty"})["verification"]["partial"]);
  const auto told = runseal({"run", "list"});
  EXPECT_NE(told.out.find("only a part: 1 of 2"), std::string::npos) << told.out;  // never "ok" for the whole run
  EXPECT_THAT(told.out, testing::ContainsRegex("failed +[^ ]+ +1 altered"))
      << "what a check of all found is not hidden by one of a part";
  EXPECT_EQ(json({"run", "list"})[0]["failed"]["outcome"], "1 altered");
  EXPECT_EQ(json({"run", "show", run.filename().string()})["failed"]["outcome"], "1 altered");
  write("Data/a.cbcl", "0123456789");
  verify(0, {"--seal", kept});
  EXPECT_TRUE(json({"run", "list"})[0]["failed"].is_null());
  const auto outside = seal({"--seal-store-only"});
  EXPECT_EQ(outside["folder"], "");
  EXPECT_FALSE(std::filesystem::exists(run / ".runseal"));
}

TEST_F(Sealing, AStoryIsToldWithItsEvidence) {
  seal();
  verify(0);
  write("Data/a.cbcl", "X");
  verify(1);
  const auto story = json({"run", "show", run.filename().string()});
  ASSERT_EQ(story["events"].size(), 3U);
  EXPECT_EQ(story["events"][0]["kind"], "sealed");
  EXPECT_EQ(story["events"][1]["outcome"], "ok");
  EXPECT_EQ(story["events"][2]["outcome"], "1 truncated");
  EXPECT_EQ(story["events"][2]["evidence"], 2);
  EXPECT_EQ(json({"run", "list"})[0]["events"], 3);
  EXPECT_EQ(json({"evidence", "show", "0"})["data"]["seal"]["run"], run.filename().string());
  EXPECT_TRUE(json({"evidence", "verify"})["holds"].get<bool>());
  const auto shown = runseal({"run", "show", run.filename().string()});
  EXPECT_THAT(shown.out, testing::AllOf(HasSubstr("sealed"), HasSubstr("1 truncated"), HasSubstr("evidence")));
  EXPECT_EQ(runseal({"run", "show", "no such"}).exit_code, 3);
}

TEST_F(Sealing, NamesAreShownWithoutHarmToATerminal) {
  write("Data/\x1b[31mred\nline", "x");
  seal();
  std::filesystem::remove(run / "Data/\x1b[31mred\nline");
  const auto told = runseal({"verify", run.string()});
  EXPECT_EQ(told.exit_code, 1);
  EXPECT_EQ(told.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(told.out, HasSubstr("\\x1b[31mred\\x0aline"));
}

// The disk below TMPDIR did not take what is known of the files, and gives zeros for it later without an error: the
// system tells of it once, where it is asked.
struct LostWhileSealing : Sealing {
  void SetUp() override {
    Sealing::SetUp();
    if (!in_run("strace -qq -o /dev/null true").ok()) GTEST_SKIP() << "tracing is not allowed here";
  }
  base::Finished losing(const std::string& calls, const std::vector<std::string>& words) {
    auto traced = command({"-f", "-qq", "-o", (folder / "strace.log").string(), "-e", "trace=sync_file_range", "-e",
                           "inject=sync_file_range:error=EIO:when=" + calls, the_program()});
    traced.arguments.insert(traced.arguments.end(), words.begin(), words.end());
    traced.program = "strace";
    traced.environment["ASAN_OPTIONS"] += ":detect_leaks=0";  // which cannot work below ptrace(2)
    return *base::run(traced);
  }
  void expect_lost(const base::Finished& said) {
    EXPECT_EQ(said.exit_code, 3) << said.out;
    EXPECT_THAT(said.err, testing::AllOf(HasSubstr("temporary file"), HasSubstr("TMPDIR")));
  }
};

TEST_F(LostWhileSealing, MakesNoSealAndNoVerdict) {
  for (int i = 0; i < 6'000; ++i) write("Data/" + std::string(180, 'n') + std::to_string(i), "");
  expect_lost(losing("1", {"seal", run.string()}));
  EXPECT_FALSE(std::filesystem::exists(run / ".runseal/seal.json"));
  seal();
  losing("60000", {"verify", run.string()});
  const auto asked = base::split(test::read_file(folder / "strace.log"), '\n').size();
  EXPECT_GT(asked, 10U);
  for (const auto call : {std::size_t{1}, asked - 2, asked - 1})
    expect_lost(losing(std::to_string(call), {"verify", run.string()}));
  verify(0);
}

// A file that takes longer to read than the tests wait: 64 GB of nothing.
struct LongSealing : Sealing {
  void SetUp() override {
    Sealing::SetUp();
    write("Data/large", "");
    std::filesystem::resize_file(run / "Data/large", std::uintmax_t{64} << 30U);
  }
  base::Finished interrupted(const std::string& how) {
    base::Command with = command({});
    with.arguments = {"--preserve-status", "-s", "INT", "2", "bash", "-c", "exec " + the_program() + " " + how};
    with.program = "timeout";
    return *base::run(with);
  }
};

TEST_F(LongSealing, CtrlCLeavesNothingHalfDone) {
  const auto stopped = interrupted("seal " + run.string());
  EXPECT_EQ(stopped.exit_code, 3) << stopped.err;
  EXPECT_FALSE(std::filesystem::exists(run / ".runseal"));
  EXPECT_EQ(stopped.err.find("\x1b["), std::string::npos) << "no bar where there is no terminal";
  EXPECT_TRUE(json({"run", "list"}).empty());
}

TEST_F(LongSealing, ATerminalShowsHowFarItIs) {
  base::Command command =
      Program::command({"-qec", "timeout -s INT 2 " + the_program() + " seal " + run.string(), "/dev/null"});
  command.program = "script";
  const auto shown = base::run(command)->out;
  EXPECT_THAT(shown,
              testing::AllOf(HasSubstr("sealing ["), HasSubstr("68.7 GB"), HasSubstr("/3 files"), HasSubstr(" left")));
  EXPECT_TRUE(shown.find("\r\x1b[K") != std::string::npos) << "the bar goes away again";
}

}  // namespace
}  // namespace runseal::e2e
