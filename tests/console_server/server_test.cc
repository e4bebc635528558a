// The server as browsers, programs and openssl see it.
#include "console_server/house.h"

namespace runseal::console {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

struct Serving : House {
  Serving() { open(); }

  base::Finished s_client(std::vector<std::string> words, const std::string& input = {}) {
    base::Command command;
    command.program = "openssl";
    command.arguments = {"s_client", "-connect", "127.0.0.1:" + std::to_string(server->port()), "-CAfile",
                         (folder / "ca.pem").string()};
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    command.input = input;
    auto finished = base::run(command);
    EXPECT_TRUE(finished);
    return *finished;
  }
};

TEST_F(Serving, AnswersCurl) {
  const auto answer = curl({"-i", at("/api/v1/who"), "-H", "Cookie: __Host-runseal=good"});
  EXPECT_THAT(answer.out, AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("WWW-Authenticate: Bearer")));
  EXPECT_EQ(
      curl({"-X", "POST", "--data-binary", "@-", at("/api/v1/echo/a%20b?told=x%2By"), "-D", "-"}, "sent").exit_code, 0);
  const auto echoed =
      curl({"-i", "-X", "POST", "--data-binary", "@-", at("/api/v1/echo/a%20b?told=x%2By")}, "sent").out;
  EXPECT_THAT(echoed, AllOf(HasSubstr("X-Told: x+y\r\n"), HasSubstr("X-Param: a b\r\n"), HasSubstr("\r\n\r\nsent")));
}

TEST_F(Serving, TellsBrowsersWhatTheyMustHeed) {
  const auto answer = curl({"-i", at("/")}).out;
  for (const auto* line :
       {"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src "
        "'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'\r\n",
        "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
        "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n"})
    EXPECT_THAT(answer, HasSubstr(line));
  EXPECT_THAT(curl({"-i", at("/api/v1/slow")}).out, HasSubstr("Cache-Control: no-store\r\n"));
}

// With a certificate that was made here, insisting on it would lock browsers out when it is made anew.
TEST_F(Serving, TellsBrowsersToInsistOnTlsWithACertificateOfTheSitesOwnAlone) {
  EXPECT_THAT(curl({"-i", at("/")}).out, Not(HasSubstr("Strict-Transport-Security")));
  settings.own_certificate = true;
  server.reset();
  open();
  EXPECT_THAT(curl({"-i", at("/")}).out, HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
}

TEST_F(Serving, SpeaksTls13Alone) {
  const auto shown = s_client({"-tls1_3", "-verify_return_error", "-verify_ip", "127.0.0.1"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("TLSv1.3"), HasSubstr("Verify return code: 0 (ok)"),
                               HasSubstr("Server public key is 256 bit")));
  EXPECT_NE(s_client({"-tls1_2"}).exit_code, 0);
  EXPECT_NE(s_client({"-alpn", "h2"}).exit_code, 0) << "it would speak HTTP/2 next";
}

TEST_F(House, SpeaksTls12WhereItIsWanted) {
  settings.tls12 = true;
  open();
  EXPECT_EQ(status({"--tls-max", "1.2", at("/api/v1/slow")}), "200");
  EXPECT_NE(curl({"--tls-max", "1.2", "--ciphers", "AES128-SHA", at("/api/v1/slow")}).exit_code, 0);
}

TEST_F(Serving, ClosesPlainHttpAtOnce) {
  Visitor visitor(server->port(), false);
  visitor.say_raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(visitor.is_let_go(3s));
}

TEST_F(Serving, HasHeadAndSaysWhichMethodsThereAre) {
  const auto head = curl({"-I", at("/api/v1/slow")}).out;
  EXPECT_THAT(head, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Length: 13\r\n"), Not(HasSubstr("slow"))));
  const auto wrong = curl({"-i", "-X", "DELETE", at("/api/v1/slow")}).out;
  EXPECT_THAT(wrong, AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD, POST\r\n")));
  for (const auto* method : {"TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get"})
    EXPECT_EQ(status({"-X", method, at("/api/v1/slow")}), "405") << method;
  EXPECT_EQ(status({at("/api/v1/nothing")}), "404");
  EXPECT_EQ(status({"-X", "POST", at("/")}), "405");
}

TEST_F(Serving, AFaultOfAHandlerIsNoAnswerToStrangers) {
  const auto answer = curl({"-i", at("/api/v1/broken")}).out;
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 500"), Not(HasSubstr("hidden"))));
}

TEST_F(Serving, WhatIsToldCannotAddAHeader) {
  const auto answer =
      curl({"-i", "-X", "POST", "-d", "", at("/api/v1/echo/x%0d%0aY:%20z?told=a%0d%0aSet-Cookie:%20b=c")});
  EXPECT_THAT(answer.out, AllOf(HasSubstr("X-Told: a  Set-Cookie: b=c\r\n"), Not(HasSubstr("\nSet-Cookie")),
                                Not(HasSubstr("\nY:"))));
}

TEST_F(Serving, PathsLeadNowhereElse) {
  for (const auto* path :
       {"/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2fetc%2fpasswd", "//etc/passwd", "/assets/%00", "/assets/index.html%00.js"}) {
    const auto answer = curl({"-i", at(path)}).out;
    EXPECT_THAT(answer, Not(HasSubstr("root:"))) << path;
  }
  EXPECT_EQ(status({at("/api/v1/../../healthz")}), "404");
}

TEST_F(Serving, SendsEventsAsTheyCome) {
  const auto answer = curl({"-iN", at("/api/v1/ticks")}).out;
  EXPECT_THAT(answer, AllOf(HasSubstr("Transfer-Encoding: chunked"), HasSubstr("data: 2\n\ndata: 1\n\ndata: 0\n\n")));
  EXPECT_THAT(curl({"-i0", at("/api/v1/ticks")}).out,
              AllOf(Not(HasSubstr("chunked")), HasSubstr("\r\n\r\ndata: 2\n\ndata: 1\n\ndata: 0\n\n")));
}

TEST_F(Serving, AnswersWhatWasSentAheadInOrder) {
  std::string requests;
  for (int i = 0; i < 20; ++i)
    requests += "POST /api/v1/echo/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok";
  requests += "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const auto answers = raw(requests);
  std::size_t at = 0;
  for (int i = 0; i < 20; ++i) {
    at = answers.find("X-Param: " + std::to_string(i) + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_THAT(answers.substr(at), HasSubstr("{\"slow\":true}"));
}

TEST_F(Serving, AnswersAClientThatHasSaidAllItWillSay) {
  Visitor visitor(server->port());
  visitor.say("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  visitor.half_close();
  EXPECT_THAT(visitor.hear(), HasSubstr("{\"slow\":true}"));
}

TEST_F(Serving, WhatIsAmbiguousIsRefusedAndEndsTheConnection) {
  const std::string smuggled = "GET /api/v1/broken HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string post = "POST /api/v1/echo/x HTTP/1.1\r\nHost: x\r\n";
  const std::pair<std::string, const char*> cases[] = {
      {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "400"},
      {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, "400"},
      {post + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + smuggled, "400"},
      {post + "Content-Length: +4\r\n\r\nabcd" + smuggled, "400"},
      {post + "Content-Length: 99999999999999999999999\r\n\r\n" + smuggled, "400"},
      {post + "Content-Length : 4\r\n\r\nabcd" + smuggled, "400"},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + smuggled, "400"},
      {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + smuggled, "501"},
      {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled, "501"},
      {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + smuggled, "400"},
      {post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + smuggled, "400"},
      {post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n" + smuggled, "400"},
      {"POST /api/v1/echo/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "400"},
      {"GET /api/v1/who HTTP/1.1\r\n\r\n" + smuggled, "400"},
      {"GET /api/v1/who HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + smuggled, "400"},
      {"GET https://other/api/v1/who HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled, "400"},
      {"GET /api/v1/who HTTP/2.0\r\nHost: x\r\n\r\n" + smuggled, "400"},
      {"GET /api/v1/who?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled, "400"},
      {"nonsense\r\n\r\n" + smuggled, "400"},
  };
  for (const auto& [request, wanted] : cases) {
    const auto answer = raw(request);
    EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + wanted)) << request;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << request;
    EXPECT_EQ(answer.find("HTTP/1.1 500"), std::string::npos) << "what was smuggled in was answered: " << request;
  }
}

TEST_F(Serving, ChunksAreTakenAsOneBody) {
  const auto answer =
      raw("POST /api/v1/echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
          "2;a=b\r\nab\r\n3\r\ncde\r\n0\r\nX-Told: trailer\r\n\r\n");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), testing::EndsWith("\r\n\r\nabcde")));
}

TEST_F(Serving, HeadersHaveALimit) {
  EXPECT_EQ(status({at("/api/v1/slow"), "-H", "X-Long: " + std::string(15U << 10U, 'a')}), "200");
  EXPECT_EQ(status({at("/api/v1/slow"), "-H", "X-Long: " + std::string(17U << 10U, 'a')}), "431");
  EXPECT_EQ(status({at("/api/v1/slow?" + std::string(17U << 10U, 'a'))}), "431");
  std::string many = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  EXPECT_THAT(raw(many + "\r\n"), StartsWith("HTTP/1.1 431"));
}

TEST_F(Serving, BodiesHaveALimitThatIsSeenBeforeTheyAreSent) {
  const std::string head = "POST /api/v1/echo/x HTTP/1.1\r\nHost: x\r\n";
  EXPECT_THAT(raw(head + "Content-Length: 65537\r\n\r\n"), StartsWith("HTTP/1.1 413"));
  std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunks += "1000\r\n" + std::string(4096, 'x') + "\r\n";
  EXPECT_THAT(raw(chunks), StartsWith("HTTP/1.1 413"));
  EXPECT_EQ(curl({"-X", "POST", "--data-binary", "@-", at("/api/v1/echo/x")}, std::string(65536, 'x')).out.size(),
            65536U);
  // more than that is refused to strangers, and before it is read where they are not let in at all
  EXPECT_THAT(raw("PUT /api/v1/large HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("Connection: close\r\n")));
}

TEST_F(Serving, ARefusalIsHeardByWhoIsStillSending) {
  const auto answer = curl({"-i", "-X", "PUT", "--data-binary", "@-", "-H", "Expect:", at("/api/v1/large")},
                           std::string(3U << 20U, 'x'));
  EXPECT_THAT(answer.out, StartsWith("HTTP/1.1 401"));
}

TEST_F(Serving, AnotherSitesPageIsRefused) {
  EXPECT_EQ(status({"-X", "POST", "-d", "x", "-H", "Sec-Fetch-Site: cross-site", at("/api/v1/echo/x")}), "403");
  EXPECT_EQ(status({"-X", "POST", "-d", "x", "-H", "Sec-Fetch-Site: same-origin", at("/api/v1/echo/x")}), "200");
}

TEST_F(Serving, TakesANewCertificateForNewVisitors) {
  auto renewed =
      base::kept_certificate(base::real_files(), folder / "other.pem", {{"127.0.0.1"}, {}}, base::system_clock().now());
  ASSERT_TRUE(renewed);
  ASSERT_TRUE(server->use_certificate(*renewed));
  EXPECT_TRUE(server->alive());
  EXPECT_NE(curl({at("/api/v1/slow")}).exit_code, 0) << "the old one was still shown";
  test::write_file(folder / "ca.pem", renewed->chain.substr(renewed->chain.find("-----BEGIN C")));
  EXPECT_EQ(status({at("/api/v1/slow")}), "200");
}

}  // namespace
}  // namespace runseal::console
