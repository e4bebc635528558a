#include "support/s3_server.h"

#include <gtest/gtest.h>

#include <thread>

#include "transfer/sinks/s3_client.h"

namespace runseal::test {

transfer::S3Options S3Server::options(const std::string& prefix) const {
  transfer::S3Options options;
  options.bucket = "runs";
  options.prefix = prefix;
  options.endpoint = "https://127.0.0.1:" + std::to_string(tls_port_);
  options.ca = ca();
  options.credentials = {access_key_, secret_key_, {}};
  options.connect_limit = std::chrono::milliseconds(5'000);
  options.stall = std::chrono::milliseconds(10'000);
  options.part = 5U << 20U;  // the least that S3 allows
  return options;
}

std::string S3Server::logs() const {
  std::string text;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "log"))
    text += entry.path().filename().string() + ":\n" + read_file(entry.path()) + "\n";
  return text;
}

void S3Server::make_certificate() {
  run("openssl",
      {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
       "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", (folder_ / "tls.key").string(), "-out", ca()});
}

void S3Server::wait_for_answers() {
  transfer::S3Client client(options({}));
  for (int i = 0; i < 300; ++i) {
    const auto made = client.ask({.method = "PUT"});
    if (made && made->ok()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ADD_FAILURE() << name() << " did not start: " << logs();
}

void S3Server::start(const std::string& name, const std::string& program, const std::vector<std::string>& arguments) {
  base::Command command;
  command.program = program;
  command.arguments = arguments;
  auto child = base::Child::start(command, folder_ / ("log/" + name + ".out"));
  if (child)
    children_.push_back(*std::move(child));
  else
    ADD_FAILURE() << child.error().describe() << ": script/bootstrap test installs it";
}

bool S3Server::run(const std::string& program, const std::vector<std::string>& arguments) {
  base::Command command;
  command.program = program;
  command.arguments = arguments;
  const auto finished = base::run(command);
  if (finished && finished->ok()) return true;
  ADD_FAILURE() << program << ": " << (finished ? finished->out + finished->err : finished.error().describe());
  return false;
}

S3Server& radosgw() {
  static const auto server = start_radosgw();
  return *server;
}
S3Server& swift() {
  static const auto server = start_swift();
  return *server;
}

}  // namespace runseal::test
