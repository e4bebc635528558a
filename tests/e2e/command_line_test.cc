// What a person meets at the command line: help, errors that say what to do, exit codes, JSON.
#include <future>

#include "base/lock.h"
#include "e2e/program.h"

namespace runseal::e2e {
namespace {

using CommandLine = Program;

TEST_F(CommandLine, WrongUsageIsTwoAndSaysWhatToDo) {
  EXPECT_EQ(runseal({}).exit_code, 2);
  EXPECT_EQ(runseal({"no-such-command"}).exit_code, 2);
  const auto nothing_named = runseal({"audit"});
  EXPECT_EQ(nothing_named.exit_code, 2);
  EXPECT_NE(nothing_named.err.find("next:"), std::string::npos);
}

TEST_F(CommandLine, EveryCommandHasHelp) {
  for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                 {"notice"},
                                                                 {"notice", "import"},
                                                                 {"notice", "match"},
                                                                 {"device"},
                                                                 {"device", "import"},
                                                                 {"device", "add"},
                                                                 {"audit"},
                                                                 {"case"},
                                                                 {"case", "done"},
                                                                 {"case", "except"},
                                                                 {"reply"},
                                                                 {"evidence"},
                                                                 {"evidence", "prove"},
                                                                 {"person", "add"},
                                                                 {"plan"},
                                                                 {"seal"},
                                                                 {"send"},
                                                                 {"receive"},
                                                                 {"node", "pair"},
                                                                 {"verify"},
                                                                 {"run", "show"},
                                                                 {"config"},
                                                                 {"demo"}}) {
    auto arguments = words;
    arguments.emplace_back("--help");
    const auto help = runseal(arguments);
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.out.find("--help"), std::string::npos);
    EXPECT_TRUE(help.err.empty());
  }
}

TEST_F(CommandLine, WithoutDataNothingIsMadeByLooking) {
  EXPECT_EQ(runseal({"device", "list"}).exit_code, 3);
  EXPECT_EQ(runseal({"evidence", "verify"}).exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
  EXPECT_EQ(json({"notice", "show", "FSN2024-1562"})["products"].size(), 6U) << "the built-in notice needs no data";
}

TEST_F(CommandLine, AnInventoryWithBadRowsChangesNothingUnlessTheGoodOnesAreWanted) {
  const auto csv =
      file("inventory.csv", "Name,Catalogue number,UDI\nMiSeqDx,DX-410-1001,00816270020002\nBad,1,00816270020003\n");
  const auto refused = json({"device", "import", csv, "--why", "a test"}, 1);
  EXPECT_FALSE(refused["saved"].get<bool>());
  ASSERT_EQ(refused["problems"].size(), 1U);
  EXPECT_EQ(refused["problems"][0]["line"], 3);
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
  EXPECT_EQ(runseal({"device", "import", csv, "--keep-good"}).exit_code, 2) << "no reason";
  json({"device", "import", csv, "--keep-good", "--why", "a test"}, 1);
  EXPECT_EQ(json({"device", "list"}).size(), 1U);
}

TEST_F(CommandLine, ACommandThatWritesWaitsForTheOneThatWrites) {
  json({"device", "add", "MiSeqDx"});
  std::optional lock = base::FileLock::take(folder / "data/lock");
  ASSERT_TRUE(*lock);
  auto added = std::async(std::launch::async, [&] { return runseal({"device", "add", "NextSeq 550Dx"}); });
  EXPECT_EQ(added.wait_for(std::chrono::seconds(1)), std::future_status::timeout);
  lock.reset();
  const auto done = added.get();
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(json({"device", "list"}).size(), 2U);
}

TEST_F(CommandLine, ANoticeIsTakenInOnlyWhenConfirmed) {
  const auto letter = test::source_file("demo/letter.md").string();
  EXPECT_EQ(runseal({"notice", "import", letter}).exit_code, 2) << "no terminal to ask at";
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_F(CommandLine, AnUnknownSettingIsRefusedWithItsLine) {
  json({"device", "add", "MiSeqDx"});
  test::write_file(folder / "data/runseal.toml", "site = \"Lab\"\norganization = \"misspelt\"\n");
  const auto refused = runseal({"device", "list"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("runseal.toml:2"), std::string::npos) << refused.err;
}

TEST_F(CommandLine, AHostThatIsNotThereIsUnknownAndNeverSecure) {
  const auto told = json({"audit", "smb://127.0.0.1:9/runs"}, 3);
  EXPECT_FALSE(told[0]["secure"].get<bool>());
  for (const auto* axis : {"integrity", "confidentiality", "peer_authenticity"}) {
    EXPECT_EQ(told[0]["assessment"][axis]["grade"], "unknown");
    EXPECT_NE(told[0]["assessment"][axis]["reason"], "");
  }
}

TEST_F(CommandLine, APasswordIsTakenFromAPrivateFileOnly) {
  const auto open_to_all = file("credentials", "username = a\npassword = hunter2\n", 0644);
  const auto refused = runseal({"audit", "smb://127.0.0.1:9/runs", "--credentials", open_to_all});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("600"), std::string::npos) << refused.err;
  EXPECT_EQ(runseal({"audit", "smb://user:hunter2@127.0.0.1:9/runs"}).exit_code, 3);
}

TEST_F(CommandLine, APassphraseFromAFileOpensTheKeyThatItLocked) {
  const auto passphrase = file("passphrase", "correct horse battery\nsecond line\n");
  json({"person", "add", "Anna", "--title", "Head"}, 0, {{"RUNSEAL_PASSPHRASE_FILE", passphrase}});
  const std::vector<std::string> reply{
      "reply",     "FSN2024-1562",  "--by",           "Anna",  "--organisation",         "Lab",
      "--meaning", "I answer this", "--as-it-stands", "--out", (folder / "out").string()};
  json(reply, 0, {{"RUNSEAL_PASSPHRASE", "correct horse battery"}});
}

TEST_F(CommandLine, AFileThatNamesNoProductIsNotTakenInOverTheLetter) {
  json({"notice", "import", test::source_file("demo/letter.md").string(), "--yes", "--by", "Anna"});
  const auto before = json({"notice", "show", "FSN2024-1562"});
  const auto wrong = runseal({"notice", "import", test::source_file("README.md").string(), "--yes", "--by", "Bob"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_NE(wrong.err.find("no product was recognised"), std::string::npos) << wrong.err;
  EXPECT_EQ(json({"notice", "show", "FSN2024-1562"}), before);
}

TEST_F(CommandLine, AnEmptyInventoryChangesNothingAndTheFirstLetterIsTakenInAsTheFirst) {
  const auto refused = runseal({"notice", "match", "FSN2024-1562"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("inventory is empty"), std::string::npos) << refused.err;
  const auto shown = runseal({"case", "show", "FSN2024-1562"});
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_NE(shown.out.find("inventory is empty"), std::string::npos) << shown.out;
  const auto taken =
      runseal({"notice", "import", test::source_file("demo/letter.md").string(), "--yes", "--by", "Anna"});
  EXPECT_NE(taken.out.find("Taken in:"), std::string::npos) << taken.out;
  EXPECT_EQ(json({"evidence", "verify"})["entries"], 1);
}

TEST_F(CommandLine, WhoHasNoSigningKeyIsToldHowToGetOne) {
  json({"device", "add", "MiSeqDx"});
  const auto refused = runseal({"reply", "FSN2024-1562", "--by", "Anna", "--title", "Head"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.out.find("runseal person add \"Anna\""), std::string::npos) << refused.out;
}

TEST_F(CommandLine, AnOutputNeverTakesThePlaceOfADevice) {
  json({"device", "add", "MiSeqDx"});
  const auto device = (folder / "device").string();
  std::filesystem::create_symlink("/dev/stdout", device);
  const auto refused = runseal({"evidence", "prove", "0", "--out", device});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("cannot write a file here"), std::string::npos) << refused.err;
  EXPECT_TRUE(std::filesystem::is_symlink(device));
}

TEST_F(CommandLine, AnEmptyDataFolderInTheEnvironmentCountsAsUnset) {
  const std::map<std::string, std::string> environment{{"RUNSEAL_DATA", ""},
                                                       {"XDG_DATA_HOME", (folder / "share").string()}};
  json({"device", "add", "MiSeqDx"}, 0, environment);
  EXPECT_TRUE(std::filesystem::exists(folder / "share/runseal/runseal.db"));
  EXPECT_EQ(runseal({"--data", "", "device", "list"}).exit_code, 2);
}

TEST_F(CommandLine, ABareFolderIsNoDestinationAndTheAnswerSaysHowToWriteIt) {
  const auto refused = runseal({"send", folder.path().string(), "runs/here"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("file://" + std::filesystem::absolute("runs/here").string()), std::string::npos)
      << refused.err;
}

TEST_F(CommandLine, AnInventoryThatIsNoTextIsToldToBeSavedAsCsv) {
  const auto refused =
      runseal({"device", "import", file("inventory.xlsx", std::string("PK\3\4\0\0\1", 7)), "--why", "x"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("CSV"), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find("letter"), std::string::npos) << refused.err;
}

TEST_F(CommandLine, AFormInAnUnknownLanguageIsRefusedBeforeTheDemonstrationBegins) {
  const auto out = (folder / "demo").string();
  const auto refused = runseal({"demo", "--out", out, "--lang", "de"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("lv"), std::string::npos) << refused.err;
  EXPECT_EQ(refused.out, "");
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(CommandLine, WhatCannotBePrintedIsNoSuccess) {
  json({"device", "add", "MiSeqDx"});
  base::Command shell;
  shell.program = "sh";
  const std::string program = the_program() + " --data '" + (folder / "data").string() + "' ";
  for (const auto* words : {"evidence verify", "--json evidence verify", "evidence prove 0", "device list"}) {
    shell.arguments = {"-c", program + words + " > /dev/full"};
    const auto finished = base::run(shell);
    EXPECT_EQ(finished->exit_code, 3) << words;
    EXPECT_NE(finished->err.find("cannot be written"), std::string::npos) << words << finished->err;
  }
}

TEST_F(CommandLine, APortThatIsNoneIsWrongUsage) {
  for (const auto* url : {"smb://127.0.0.1:99999/x", "smb://127.0.0.1:44x/x", "smb://127.0.0.1:0/x"}) {
    const auto refused = runseal({"audit", url});
    EXPECT_EQ(refused.exit_code, 2) << url;
    EXPECT_NE(refused.err.find("not a port number"), std::string::npos) << refused.err;
  }
}

TEST_F(CommandLine, DamagedEvidenceIsNamedAndIsOne) {
  json({"device", "add", "MiSeqDx"});
  json({"device", "add", "NovaSeq"});
  EXPECT_TRUE(json({"evidence", "verify"})["holds"].get<bool>());
  const auto tile = folder / "data/evidence/tile/entries/000.p/2";
  auto content = test::read_file(tile);
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 4);
  test::write_file(tile, content);
  const auto told = json({"evidence", "verify"}, 1);
  EXPECT_FALSE(told["holds"].get<bool>());
  EXPECT_NE(told["problems"].dump().find("entries/000.p/2"), std::string::npos) << told;
}

}  // namespace
}  // namespace runseal::e2e
