// Two hosts in network namespaces, and a third one on the way between them through which all of it passes: it reads,
// alters, drops, replays and truncates. tshark says what it could see.
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "e2e/two_nodes.h"
#include "support/bad_network.h"

namespace runseal::e2e {
namespace {

using test::BadNetwork;
using Fault = test::BadNetwork::Fault;

class ManInTheMiddle : public TwoNodes {
 protected:
  void SetUp() override {
    const auto made = shell("set -e; for n in gw mid nas; do ip netns add " + name("$n") + "; done; ip link add " +
                            name("a") + " netns " + name("gw") + " type veth peer " + name("b") + " netns " +
                            name("mid") + "; ip link add " + name("c") + " netns " + name("nas") + " type veth peer " +
                            name("d") + " netns " + name("mid") + "; " + up("gw", "a", "10.231.1.1") +
                            up("mid", "b", "10.231.1.2") + up("mid", "d", "10.231.2.2") + up("nas", "c", "10.231.2.1"));
    if (made != "") GTEST_SKIP() << "network namespaces are not allowed here: " << made;
    here_.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    const base::Fd mid(::open(("/run/netns/" + name("mid")).c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::setns(mid.get(), CLONE_NEWNET), 0);  // this thread, and those it starts, are the man in the middle
    port = 7433;
    listens_at = "10.231.2.1";
    seen_at = "10.231.1.2";
    make_run(6, 200'000);
    test::write_file(run / "Data/PATIENT-NAME.fastq", std::string(100'000, 'A') + "SECRET-CONTENT");
    pair();
    receive({}, host("nas"));
  }
  ~ManInTheMiddle() override {
    receiver_.reset();
    if (here_) (void)::setns(here_.get(), CLONE_NEWNET);
    shell("for n in gw mid nas; do ip netns del " + name("$n") + "; done");
  }

  static std::string name(const std::string& of) { return "rs" + std::to_string(::getpid()) + of; }
  static std::string up(const char* where, const char* link, const char* address) {
    return "ip -n " + name(where) + " address add " + address + "/24 dev " + name(link) + "; ip -n " + name(where) +
           " link set " + name(link) + " up; ";
  }
  static std::vector<std::string> host(const char* which) { return {"ip", "netns", "exec", name(which)}; }

  base::Finished send_as(const std::string& run_name) {
    auto words = send_words({"--retry-minutes", "1"});
    words[2] = "runseal://nas01/" + run_name;
    return *base::run(run_by(host("gw"), command(at("gateway", words))));
  }
  void expect_whole(const std::string& run_name) const {
    EXPECT_EQ(shell("diff -rq -x .runseal '" + run.string() + "' '" + (into / run_name).string() + "'"), "");
    EXPECT_EQ(check_with_coreutils(into / run_name), "");
  }
  // The 32 bytes of a node's key, as its certificate has them.
  std::string raw_key(const char* node) {
    const auto line = json_at(node, {"node", "key"})["key"].get<std::string>();
    return shell("echo '" + line + "' | cut -d ' ' -f 2 | base64 -d | tail -c 32");
  }

  base::HostPort in_between{"10.231.1.2", 7433};
  base::HostPort nas{"10.231.2.1", 7433};

 private:
  base::Fd here_;
};

TEST_F(ManInTheMiddle, LearnsNothingButSizesAndTimes) {
  BadNetwork between(in_between, nas, {});
  const auto capture = folder / "capture.pcapng";
  base::Command tshark;
  tshark.program = "tshark";
  tshark.arguments = {"-q", "-i", "any", "-w", capture.string()};
  auto capturing = base::Child::start(tshark, folder / "tshark.log");
  ASSERT_TRUE(capturing);
  shell("for i in $(seq 400); do grep -q Capturing '" + (folder / "tshark.log").string() +
        "' && break; sleep 0.05; done; "
        "sleep 0.5");
  const auto sent = send_as("RUN-NAME");
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  expect_whole("RUN-NAME");
  shell("sleep 0.5");
  capturing->stop();

  const auto seen = test::read_file(capture);
  ASSERT_GT(seen.size(), 1'300'000U) << test::read_file(folder / "tshark.log");
  for (const auto& secret :
       {std::string("PATIENT-NAME"), std::string("SECRET-CONTENT"), std::string("RUN-NAME"), std::string("notes.txt"),
        std::string("Data/"), std::string("manifest"), std::string("nas01"), std::string("gateway1"),
        std::string(64, 'A'), std::string(64, 'a'), raw_key("nas"), raw_key("gateway")})
    EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
  EXPECT_NE(seen.find("runseal/1"), std::string::npos) << "which protocol it is, the first message says (ALPN)";
  const auto dissected = [&](const std::string& how) {
    return shell("tshark 2>/dev/null -r '" + capture.string() + "' -d tcp.port==7433,tls " + how);
  };
  EXPECT_EQ(dissected("-Y tls.handshake -T fields -e tls.handshake.type | tr ',' '\\n' | sort -u | tr '\\n' ' '"),
            "1 2 ")
      << "client_hello and server_hello, nothing else in the clear";
  EXPECT_EQ(dissected("-Y tls.handshake.extensions_server_name"), "");
  EXPECT_EQ(dissected("-Y 'tls.handshake.type == 2' -T fields -e tls.handshake.extensions.supported_version | sort -u"),
            "0x0304\n");  // TLS 1.3
}

TEST_F(ManInTheMiddle, ChangesNothing) {
  const bool all = std::getenv("RUNSEAL_ALL_TESTS") != nullptr;
  for (const auto fault : {Fault::flip, Fault::drop, Fault::repeat, Fault::swap, Fault::cut})
    for (const bool from_server : {false, true}) {
      if (!all && (fault == Fault::swap || (from_server && fault != Fault::flip))) continue;
      const auto run_name = "run" + std::to_string(static_cast<int>(fault)) + (from_server ? "s" : "c");
      BadNetwork between(in_between, nas, {fault, from_server ? 2'500U : 300'000U, 1, from_server});
      const auto sent = send_as(run_name);
      EXPECT_EQ(between.faults(), 1) << run_name;
      EXPECT_EQ(sent.exit_code, 0) << run_name << sent.err;
      expect_whole(run_name);
    }
  EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
}

TEST_F(ManInTheMiddle, GainsNothingByReplayingWhatWasSaid) {
  std::string said;
  {
    BadNetwork between(in_between, nas, {});
    ASSERT_EQ(send_as("run1").exit_code, 0);
    said = between.first_client();
  }
  ASSERT_GT(said.size(), 1'000U);
  fs::rename(into / "run1", folder / "moved away");
  const auto before = test::read_file(folder / "receive.log");
  for (int i = 0; i < 3; ++i) {
    const auto socket = base::tcp_connect(nas, std::chrono::milliseconds(5'000));
    ASSERT_TRUE(socket);
    (void)::send(socket->get(), said.data(), said.size(), MSG_NOSIGNAL);
    std::string answer(4'096, '\0');
    while (::recv(socket->get(), answer.data(), answer.size(), 0) > 0) {
    }
  }
  EXPECT_EQ(test::read_file(folder / "receive.log"), before);
  EXPECT_TRUE(fs::is_empty(into));
}

}  // namespace
}  // namespace runseal::e2e
