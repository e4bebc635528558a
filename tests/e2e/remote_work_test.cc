// Work that a running service does for a command: the same output as where the command does it itself.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "base/fd.h"
#include "e2e/remote.h"
#include "support/s3_server.h"
#include "support/sshd.h"
#include "transfer/sinks/s3_bucket.h"

namespace runseal::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::map<std::string, std::string> passphrase{{"RUNSEAL_PASSPHRASE", "a long enough passphrase"}};

struct RemoteWork : RemoteCommands {
  void prepare() override {
    fs::create_directories(folder / "here/to");
    fs::create_directories(folder / "there/to");
    test::write_file(folder / "data/runseal.toml", "organisation = \"Riga Laboratory\"\n[console]\nrun_folders = [\"" +
                                                       (folder / "there").string() + "\"]\n");
    EXPECT_EQ(runseal({"device", "add", "Gateway", "--catalogue", "20005715", "--connection", sftp()}).exit_code, 0);
    EXPECT_EQ(runseal({"person", "add", "Anna Bērziņa", "--title", "Kvalitātes vadītāja"}, passphrase).exit_code, 0);
  }
  void TearDown() override { service.reset(); }

  std::string sftp() const { return "sftp://127.0.0.1:" + std::to_string(sshd.port()) + "/runs"; }

  void make_run(const std::string& name) {
    for (const char* side : {"here/", "there/"}) {
      const auto run = folder / side / name;
      fs::create_directories(run / "Data");
      test::write_file(run / "RunInfo.xml", "<RunInfo/>");
      test::write_file(run / "Data/1.bcl", std::string(300'000, 'x'));
    }
  }
  std::string here(const std::string& name) const { return (folder / "here" / name).string(); }
  base::Finished as_administrator(std::vector<std::string> arguments) {
    return remote(std::move(arguments), {{"RUNSEAL_TOKEN", administrator}});
  }
  Json api(const std::string& path) {
    return Json::parse(curl({"-H", "Authorization: Bearer " + token, url + "/api/v1" + path}).out, nullptr, false);
  }

  test::Sshd sshd{folder / "sshd"};
};

TEST_F(RemoteWork, Measures) {
  same_in_words_and_json({"audit", "miseq-1"}, 3);
  same({"audit", "--all"}, 3);
  same({"--json", "audit", "--all"}, 1);  // the host key is known by now
  same({"audit", sftp(), "gateway", "--brief", "--time-limit", "30"}, 1);
  same_in_words_and_json({"audit", "gateway", "--diff"}, 0);
  same({"audit", "gateway", "--sarif", "-"}, 1);
  same_in_words_and_json({"audit", "--explain", "--all"});
  same_in_words_and_json({"audit", "--explain", "gateway"});
  same_in_words_and_json({"audit", "--explain"});

  const auto report = [&](const char* side) { return (folder / side / "report.html").string(); };
  same({"audit", "--all", "--html", report("here")}, 1);
  EXPECT_EQ(without_chance(test::read_file(report("here"))), without_chance(test::read_file(report("there"))));

  const auto saved = file("smb.conf", "[global]\n  server signing = mandatory\n[a]\n  path = /srv/a\n");
  same_in_words_and_json({"audit", "--from", saved, "--saved-by", "Juris", "--connection", "smb://127.0.0.1:1/a"}, 1);
  same({"audit", "--from", file("mounts", "nas01:/runs /mnt/runs nfs4 rw,sec=sys 0 0\n"), "--saved-by", "Juris"}, 1);
  same_in_words_and_json({"audit", "miseq-1"}, 3);  // worse than what was saved: a second entry says so

  same_in_words_and_json({"case", "show", "FSN2024-1562"}, 1);
  same({"evidence", "verify"});
  EXPECT_EQ(remote({"audit", "nobody"}).exit_code, alone({"audit", "nobody"}).exit_code);
}

// What a policy accepts is for who administers to say, and not for who measures.
TEST_F(RemoteWork, MeasuresUnderAnotherPolicyForWhoAdministers) {
  const auto policy = file("policy.toml", "[[demand]]\naxis = \"confidentiality\"\n");
  const std::vector<std::string> words{"--json", "audit", "gateway", "--policy", policy};
  const auto denied = remote(words);
  EXPECT_EQ(denied.exit_code, 3) << denied.out;
  EXPECT_THAT(denied.out, HasSubstr("only who may administer"));
  const auto there = as_administrator(words);
  const auto mine = alone(words);
  EXPECT_EQ(there.exit_code, mine.exit_code) << there.out;
  EXPECT_EQ(without_chance(there.out), without_chance(mine.out));
  EXPECT_TRUE(Json::parse(there.out)[0]["policy"].is_string());
  const auto wrong = file("wrong.toml", "[[accept]]\nfinding = \"no such\"\n");
  EXPECT_EQ(as_administrator({"audit", "gateway", "--policy", wrong}).exit_code, 3);
}

TEST_F(RemoteWork, SendsNothingOfThisMachineToMeasure) {
  const auto login = file("login", "username = a\npassword = secret-of-mine\n");
  for (const auto& more : std::vector<std::vector<std::string>>{{"--mounts"},
                                                                {"gateway", "--credentials", login},
                                                                {"gateway", "--ca", login},
                                                                {"gateway", "--watch", "1h"}}) {
    std::vector<std::string> words{"audit"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ended = remote(words);
    EXPECT_EQ(ended.exit_code, 2) << base::join(words, " ") << ended.out;
    EXPECT_THAT(ended.err, HasSubstr("next: ")) << ended.err;
  }
}

TEST_F(RemoteWork, IsStoppedWhereItIsDoneWhenTheCommandIs) {
  const base::Fd silent(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));  // takes connections, and says nothing
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(test::free_port());
  ASSERT_EQ(::bind(silent.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(silent.get(), 16), 0);
  const auto endpoint = "sftp://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/x";
  auto child = base::Child::start(command({"--server", url, "audit", endpoint, "--time-limit", "300"},
                                          {{"RUNSEAL_TOKEN", token}, {"RUNSEAL_SERVER_FINGERPRINT", fingerprint}}),
                                  folder / "audit.log");
  ASSERT_TRUE(child);
  const auto first = [&] {
    const auto jobs = api("/jobs");
    return jobs["items"].empty() ? Json::object() : jobs["items"][0];
  };
  for (int i = 0; i < 200 && first().value("state", "") != "running"; ++i) ::usleep(50'000);
  ASSERT_EQ(first().value("state", ""), "running") << test::read_file(folder / "audit.log");
  ASSERT_EQ(::kill(child->pid(), SIGINT), 0);
  for (int i = 0; i < 400 && (child->running() || first().value("state", "") == "running"); ++i) ::usleep(50'000);
  EXPECT_FALSE(child->running());
  EXPECT_EQ(first().value("state", ""), "cancelled");
  EXPECT_THAT(test::read_file(folder / "audit.log"), HasSubstr("nothing of this measurement was recorded"));
}

TEST_F(RemoteWork, SealsAndVerifiesRunsOfItsOwnMachine) {
  make_run("run2");
  same({"seal", here("run2"), "--complete", "operator"});
  same({"--json", "seal", here("run2"), "--hashed-at", "gateway"});
  same_in_words_and_json({"verify", here("run2")});
  same({"verify", here("run2"), "--only", "Data/1.bcl"});
  for (const char* side : {"here", "there"}) test::write_file(folder / side / "run2/Data/1.bcl", "y");
  same_in_words_and_json({"verify", here("run2")}, 1);
  same_in_words_and_json({"run", "list"});
  for (const char* side : {"here", "there"}) fs::remove_all(folder / side / "run2/.runseal");
  same({"run", "show", "run2"});

  EXPECT_EQ(remote({"verify", (folder / "run1").string()}).exit_code, 3) << "a folder that is not allowed";
  EXPECT_EQ(remote({"seal", "run2", "--seal-store", "/x"}).exit_code, 2);
  EXPECT_EQ(remote({"verify", "run2", "--signers", "/x"}).exit_code, 2);
}

TEST_F(RemoteWork, SendsRunsToFoldersAndToServersThatItsAdministratorNames) {
  make_run("run3");
  const auto in_time = [](std::string text) {
    return std::regex_replace(text, std::regex(R"( in [0-9.]+ s \([^)]*\))"), " in TIME");
  };
  const auto sent = [&](const std::vector<std::string>& words, const std::vector<std::string>& of_service) {
    const auto mine = alone(words);
    const auto there = remote(of_service);
    EXPECT_EQ(mine.exit_code, 0) << mine.out << mine.err;
    EXPECT_EQ(there.exit_code, 0) << there.out << there.err;
    EXPECT_EQ(in_time(without_chance(in_one_place(mine.out))), in_time(without_chance(in_one_place(there.out))));
  };
  const auto to = [&](const std::string& side) { return "file://" + (folder / side / "to").string(); };
  sent({"send", here("run3"), to("here"), "--complete", "operator"},
       {"send", "run3", to("there"), "--complete", "operator"});
  EXPECT_EQ(test::read_file(folder / "there/to/run3/Data/1.bcl"), test::read_file(folder / "there/run3/Data/1.bcl"));
  sent({"--json", "send", here("run3"), to("here")}, {"--json", "send", "run3", to("there")});  // it is there

  // a server: only one that is declared, and nothing of what it is reached with crosses the API
  const auto places = folder / "there/sftp";
  fs::create_directories(places);
  const auto known = sshd.options(places, sshd.port()).to;
  const auto place = "sftp://" + known.user + "@127.0.0.1:" + std::to_string(sshd.port()) + places.string();
  const auto denied = remote({"send", "run3", place});
  EXPECT_EQ(denied.exit_code, 3) << denied.out;
  EXPECT_THAT(denied.err, HasSubstr("sinks.toml"));
  EXPECT_EQ(remote({"send", "run3", place, "--identity", sshd.client_key().string()}).exit_code, 2);
  const auto declared = "[[sink]]\nurl = \"" + place + "\"\nidentity = \"" + known.identity.string() +
                        "\"\nknown-hosts = \"" + known.known_hosts.string() + "\"\n";
  file("data/sinks.toml", declared, 0644);
  EXPECT_THAT(remote({"send", "run3", place}).err, HasSubstr("others may read"));
  file("data/sinks.toml", declared);
  EXPECT_EQ(api("/run-folders")["sinks"], Json::array({place}));
  const auto done = remote({"--json", "send", "run3", place + "/", "--complete", "operator"});
  ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(Json::parse(done.out)["to"], place);
  EXPECT_EQ(test::read_file(places / "run3/Data/1.bcl"), test::read_file(folder / "there/run3/Data/1.bcl"));
  EXPECT_EQ(api("/jobs").dump().find(sshd.client_key().string()), std::string::npos);
  file("data/sinks.toml", declared + "colour = \"red\"\n");
  EXPECT_THAT(remote({"send", "run3", place}).err, HasSubstr("colour"));
}

TEST_F(RemoteWork, SendsRunsToAnS3ServerThatItsAdministratorNames) {
  auto& server = test::radosgw();
  const auto to = server.options("by-service/");
  make_run("run4");
  const std::string place = "s3://runs/by-service";
  const auto keys = file("s3.login", "aws_access_key_id = " + to.credentials.access_key +
                                         "\naws_secret_access_key = " + to.credentials.secret_key + "\n");
  EXPECT_THAT(remote({"send", "run4", place}).err, HasSubstr("sinks.toml"));
  EXPECT_EQ(remote({"send", "run4", place, "--s3-credentials", keys}).exit_code, 2);
  file("data/sinks.toml", "[[sink]]\nurl = \"" + place + "\"\ns3-endpoint = \"" + to.endpoint + "\"\ns3-ca = \"" +
                              server.ca() + "\"\ns3-credentials = \"" + keys + "\"\n");
  const auto done = remote({"--json", "send", "run4", place, "--complete", "operator"});
  ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(Json::parse(done.out)["to"], place + " (" + to.endpoint + "/runs)") << "which server it was";
  transfer::S3Client client(to);
  EXPECT_EQ(*transfer::s3_read(client, "by-service/run4/Data/1.bcl"),
            test::read_file(folder / "there/run4/Data/1.bcl"));
  EXPECT_TRUE(*transfer::s3_is_there(client, "by-service/run4/.runseal/seal.json"));
  const auto again = remote({"send", "run4", place});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("stands there already"));
  EXPECT_THAT(remote({"run", "show", "run4"}).out, HasSubstr(place));
  for (const auto& told : {api("/jobs").dump(), api("/evidence").dump(), test::read_file(folder / "serve.log")}) {
    EXPECT_THAT(told, testing::Not(HasSubstr(to.credentials.secret_key)));
    EXPECT_THAT(told, testing::Not(HasSubstr(keys)));
  }
}

TEST_F(RemoteWork, SignsWithThePassphraseOfWhoseTokenItIs) {
  const std::string letter = test::source_file("demo/letter.md").string();
  const std::vector<std::string> except{"case",         "except",   "FSN2024-1562",          "gateway", "--by",
                                        "Anna Bērziņa", "--reason", "it is replaced in May", "--until", "2027-05-01"};
  same({"case", "done", "FSN2024-1562", "notice-read", "--by", "Anna Bērziņa"});
  same(except, 0, passphrase);
  same({"reply", "FSN2024-1562", "--by", "Anna Bērziņa"}, 1);  // what is missing

  const auto drafts = [&](const char* side) { return folder / side / "draft"; };
  same_in_words_and_json(
      {"reply", "FSN2024-1562", "--by", "Anna Bērziņa", "--draft", "--out", drafts("here").string()});
  EXPECT_TRUE(fs::exists(drafts("there") / "FSN2024-1562-reply-customer-draft.pdf"));
  same({"reply", "FSN2024-1562", "--by", "Anna Bērziņa", "--as-it-stands", "--meaning", "I answer for it", "--out",
        here("reply")},
       0, passphrase);
  const auto files = folder / "there/reply";
  const auto form = [&](const char* end) { return (files / "FSN2024-1562-reply-customer").string() + end; };
  base::Command check;
  check.program = "sh";
  check.arguments = {"-c", "ssh-keygen -Y verify -f " + form(".allowed_signers") +
                               " -I 'Anna Bērziņa' -n runseal-reply -s " + form(".pdf.sig") + " < " + form(".pdf")};
  const auto checked = base::run(check);
  EXPECT_TRUE(checked && checked->ok()) << checked->out << checked->err;
  same_in_words_and_json({"case", "show", "FSN2024-1562"}, 1);

  // neither the token nor the passphrase alone, and for nobody else
  auto wrong = passphrase;
  wrong["RUNSEAL_PASSPHRASE"] = "another long passphrase";
  EXPECT_THAT(remote(except, wrong).err, HasSubstr("passphrase"));
  auto other = passphrase;
  other["RUNSEAL_TOKEN"] = administrator;
  EXPECT_NE(remote(except, other).exit_code, 0);
  auto somebody = except;
  somebody[5] = "Juris Ozols";
  EXPECT_EQ(remote(somebody, passphrase).exit_code, 2);
  const auto entries = remote({"--json", "evidence", "show"}).out;
  EXPECT_THAT(entries, HasSubstr("token command line"));
  EXPECT_THAT(entries, testing::Not(HasSubstr("a long enough passphrase")));
}

TEST_F(RemoteWork, LooksAfterTheServiceItself) {
  same_in_words_and_json({"schedule", "list"});
  same({"schedule", "add", "nightly", "audit", "--every", "24h"});
  same({"--json", "schedule", "add", "gateways", "audit", "gateway", "--every", "7d", "--first",
        "2099-05-08T02:00:00Z"});
  const auto without_who = [](std::string text) {
    return std::regex_replace(text, std::regex("\"by\": \"[^\"]*\"|(root|anna)\\n"), "");
  };
  EXPECT_EQ(without_who(without_chance(alone({"--json", "schedule", "list"}).out)),
            without_who(without_chance(remote({"--json", "schedule", "list"}).out)));
  same({"schedule", "remove", "gateways", "--why", "it is measured by hand"});
  EXPECT_EQ(remote({"schedule", "remove", "none", "--why", "x"}).exit_code,
            alone({"schedule", "remove", "none", "--why", "x"}).exit_code);

  const auto denied = remote({"config", "show"});  // a technician does not inspect
  EXPECT_EQ(denied.exit_code, 3) << denied.out;
  token = administrator;
  same_in_words_and_json({"config", "show"});
  same({"config", "set", "organisation", "Another laboratory", "--why", "it was renamed"});
  same({"--json", "config", "set", "audit.parallel", "8", "--why", "a slow network"});
  same({"config", "set", "audit.parallel", "8", "--why", "again"});
  same_in_words_and_json({"config", "show"});
  EXPECT_EQ(remote({"config", "set", "console.listen", ":1", "--why", "x"}).exit_code, 2);
  EXPECT_EQ(remote({"config", "set", "audit.parallel", "many", "--why", "x"}).exit_code,
            alone({"config", "set", "audit.parallel", "many", "--why", "x"}).exit_code);

  same_in_words_and_json({"account", "list"});
  same({"account", "add", "lab", "Līga Kalniņa", "--role", "viewer"});
  same({"account", "link", "lab", "--why", "she begins today"});
  same({"--json", "account", "roles", "lab", "--role", "auditor", "--why", "she audits"});
  same({"account", "disable", "lab", "--why", "she left"});
  same({"account", "enable", "lab", "--why", "she is back"});
  same_in_words_and_json({"account", "list"});
  EXPECT_EQ(remote({"account", "add", "x", "X Y", "--role", "viewer", "--password"}).exit_code, 2);
  same({"evidence", "verify"});
}

// A job of the service tells of at most 500 connections: more are several jobs, and one answer.
struct ManyConnections : RemoteCommands {
  void prepare() override {
    std::string inventory = "Name;Catalogue number;Connections\n";
    for (int i = 0; i < 500; ++i)
      inventory += "Device " + std::to_string(i) + ";20005715;smb://127.1." + std::to_string(i / 250) + "." +
                   std::to_string(i % 250 + 1) + ":1/runs\n";
    const auto imported = runseal({"device", "import", file("many.csv", inventory), "--why", "what stands here"});
    EXPECT_EQ(imported.exit_code, 0) << imported.out << imported.err;
  }
};

TEST_F(ManyConnections, ThanAJobTellsOfAreMeasuredInSeveral) {
  const auto mine = alone({"--json", "audit", "--all"});
  const auto there = remote({"--json", "audit", "--all"});
  EXPECT_EQ(there.exit_code, mine.exit_code) << there.err;
  EXPECT_EQ(Json::parse(there.out).size(), 501U);
  EXPECT_EQ(without_chance(there.out), without_chance(mine.out));
  const auto api = [&](const std::string& path) {
    return Json::parse(curl({"-H", "Authorization: Bearer " + token, url + "/api/v1/jobs" + path}).out);
  };
  std::vector<int> measured;
  const auto jobs = api("");
  for (const auto& job : jobs["items"])
    measured.push_back(api("/" + job["id"].get<std::string>())["result"]["measured"]);
  EXPECT_THAT(measured, testing::UnorderedElementsAre(500, 1));
}

}  // namespace
}  // namespace runseal::e2e
