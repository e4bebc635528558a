// A run brought to an S3 server by the program itself.
#include "e2e/program.h"
#include "support/gateway.h"
#include "support/s3_server.h"
#include "transfer/sinks/s3_bucket.h"

namespace runseal::e2e {
namespace {

class SendToS3 : public Program {
 protected:
  SendToS3() {
    std::filesystem::create_directories(folder / "run1/Data");
    file("run1/Data/1.cbcl", std::string(9'000'000, 'x'));
    file("run1/RunInfo.xml", "<RunInfo/>");
  }
  std::vector<std::string> send(const std::string& endpoint) const {
    return {"send", (folder / "run1").string(), "s3://runs/by-program", "--s3-endpoint", endpoint, "--incomplete"};
  }
};

TEST_F(SendToS3, BringsItThereSealedAndTellsNobodyTheKeys) {
  auto& server = test::radosgw();
  const auto to = server.options("by-program/");
  auto arguments = send(to.endpoint);
  arguments.insert(arguments.end(), {"--s3-ca", server.ca(), "--s3-credentials",
                                     file("keys", "aws_access_key_id = " + to.credentials.access_key +
                                                      "\naws_secret_access_key = " + to.credentials.secret_key)});
  const auto sent = runseal(arguments);
  EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
  EXPECT_NE(sent.out.find("read back"), std::string::npos) << sent.out;
  transfer::S3Client client(to);
  EXPECT_EQ(*transfer::s3_read(client, "by-program/run1/RunInfo.xml"), "<RunInfo/>");
  EXPECT_TRUE(*transfer::s3_is_there(client, "by-program/run1/.runseal/seal.json"));
  const auto shown = runseal({"run", "show", "run1"});
  EXPECT_NE(shown.out.find("s3://runs/by-program"), std::string::npos) << shown.out << shown.err;
  const auto story = json({"run", "show", "run1"});
  EXPECT_EQ(story["events"][0]["to"], "s3://runs/by-program (" + to.endpoint + "/runs)") << "which server it was";
  const auto again = runseal(arguments);
  EXPECT_NE(again.out.find("stands there already"), std::string::npos) << again.out << again.err;
  const auto then = json({"run", "show", "run1"})["events"][1];
  EXPECT_EQ(then["outcome"], "was there already");
  EXPECT_EQ(then["seal_sha256"], story["events"][0]["seal_sha256"]);
  base::Command grep;
  grep.program = "grep";
  grep.arguments = {"-rl", to.credentials.secret_key, (folder / "data").string()};
  EXPECT_EQ(base::run(grep)->out, "") << "the secret key was kept";
  EXPECT_EQ((sent.out + sent.err).find(to.credentials.secret_key), std::string::npos);
}

TEST_F(SendToS3, BringsItThereAtLastAndSaysWhyItTriedAgain) {
  auto& server = test::radosgw();
  const auto to = server.options("at-last/");
  test::Gateway wire(server.plain_port(), {{.over = {"PUT ", "/tree/Data/1.cbcl?partNumber"},
                                            .answer = "HTTP/1.1 503 Out of order\r\nContent-Length: 0\r\n"
                                                      "Connection: close\r\n\r\n",
                                            .times = 3}});  // as often as one attempt asks
  auto arguments = send("http://127.0.0.1:" + std::to_string(wire.port()));
  arguments[2] = "s3://runs/at-last";
  const auto sent = runseal(arguments, {{"AWS_ACCESS_KEY_ID", to.credentials.access_key},
                                        {"AWS_SECRET_ACCESS_KEY", to.credentials.secret_key}});
  EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
  EXPECT_NE((sent.out + sent.err).find("note: tries again: "), std::string::npos) << sent.out << sent.err;
  EXPECT_NE((sent.out + sent.err).find("503"), std::string::npos) << sent.out << sent.err;
}

TEST_F(SendToS3, WrongUseIsSaidBeforeAnythingIsSent) {
  const auto no_keys = runseal(send("https://127.0.0.1:9"));
  EXPECT_EQ(no_keys.exit_code, 2) << no_keys.err;
  EXPECT_NE(no_keys.err.find("AWS_ACCESS_KEY_ID"), std::string::npos) << no_keys.err;
  const std::map<std::string, std::string> keys{{"AWS_ACCESS_KEY_ID", "AK"}, {"AWS_SECRET_ACCESS_KEY", "hunter2"}};
  const auto plain = runseal(send("http://nas01:80"), keys);
  EXPECT_EQ(plain.exit_code, 2) << plain.err;
  EXPECT_NE(plain.err.find("without TLS"), std::string::npos) << plain.err;
  const auto nobody = runseal(send("https://127.0.0.1:9"), keys);
  EXPECT_EQ(nobody.exit_code, 3) << nobody.err;
  EXPECT_NE(nobody.err.find("no S3 server answers"), std::string::npos) << nobody.err;
  EXPECT_EQ((plain.err + nobody.err).find("hunter2"), std::string::npos);
  const auto help = runseal({"send", "--help"});
  for (const char* option : {"--s3-endpoint", "--s3-region", "--s3-ca", "--s3-credentials", "--identity", "s3://"})
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
}

}  // namespace
}  // namespace runseal::e2e
