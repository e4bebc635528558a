// NFS servers that are broken, hostile or half there: the probe ends in time, says why, and never speaks for them.
// What no probe may believe, whatever its protocol, is in tests/conformance/.
#include <gtest/gtest.h>

#include "audit/probes/nfs.h"
#include "audit/rules/judge.h"
#include "fault/hostile.h"
#include "fault/nfs_server.h"

namespace runseal::audit {
namespace {

namespace recorded = test::recorded_nfs;
using model::Protection;
using test::Client;
using test::LoopbackServer;

struct Told {
  model::Observation observation;
  model::Assessment assessment;
};

Told measure(const LoopbackServer& server, std::chrono::milliseconds time_limit = test::time_to_answer) {
  auto observation = test::observe_times(nfs_probe(), test::question_to("nfs", server), 1, time_limit).front();
  auto assessment = judge(observation, {});
  return {std::move(observation), std::move(assessment)};
}

void expect_unknown(const Told& told, std::string_view reason) {
  SCOPED_TRACE(Json(told.observation).dump(1));
  EXPECT_FALSE(told.observation.complete);
  EXPECT_NE(told.observation.failure.find(reason), std::string::npos) << told.observation.failure;
  for (const auto* axis :
       {&told.assessment.integrity, &told.assessment.confidentiality, &told.assessment.peer_authenticity})
    EXPECT_EQ(axis->grade, Protection::unknown);
}

using test::nfs::accepted;
using test::nfs::Answers;
using test::nfs::asks_for;
using test::nfs::Call;
using test::nfs::denied;
using test::nfs::results_of;
using test::nfs::serving;
using test::nfs::sound;
using test::nfs::versions;

const Answers as_it_is = [](const Call&) { return Bytes{}; };

TEST(NfsHostile, ASoundServerIsProtectedSoThatTheOthersMeanSomething) {
  const LoopbackServer server(serving(sound(as_it_is)));
  const auto told = measure(server);
  EXPECT_TRUE(told.assessment.secure()) << Json(told.observation).dump(1);
}

TEST(NfsHostile, SilenceOnAnyQuestionOfTheExportIsUnknown) {
  for (const std::uint8_t operation : {std::uint8_t{33}, std::uint8_t{15}, std::uint8_t{24}}) {
    const LoopbackServer server(serving(sound([&](const Call& call) -> std::optional<Bytes> {
      if (call.procedure == 1 && asks_for(call, operation)) return std::nullopt;
      return Bytes{};
    })));
    expect_unknown(measure(server, test::time_for_the_silent), "did not answer within");
  }
}

TEST(NfsHostile, AnswersToAnotherCallAreMalformed) {
  const LoopbackServer server(serving(sound([](const Call& call) -> std::optional<Bytes> {
    auto wrong = call;
    ++wrong.xid;
    return accepted(wrong, {});
  })));
  expect_unknown(measure(server), "answers another call");
}

TEST(NfsHostile, TheSameGoodAnswerToEveryQuestion) {
  for (const auto hex : {recorded::secinfo_krb5p, recorded::wrong_security, recorded::minor_0, recorded::null_served}) {
    const auto results = results_of(hex);
    const LoopbackServer server(serving([&](const Call& call) { return accepted(call, results); }));
    const auto told = measure(server);
    EXPECT_FALSE(told.assessment.secure()) << Json(told.observation).dump(1);
    EXPECT_NE(told.assessment.confidentiality.grade, Protection::protected_) << Json(told.observation).dump(1);
  }
}

TEST(NfsHostile, AListCutAtEveryByteIsNoList) {
  const auto results = results_of(recorded::secinfo_krb5p);
  for (std::size_t i = 0; i < results.size(); i += 3) {
    const LoopbackServer server(serving(sound([&](const Call& call) -> std::optional<Bytes> {
      if (call.procedure == 1 && asks_for(call, 33)) return accepted(call, ByteView(results).first(i));
      return Bytes{};
    })));
    expect_unknown(measure(server), "answered wrongly");
  }
}

TEST(NfsHostile, AnAnnouncedListWithoutEndIsALie) {
  const LoopbackServer server(serving(sound([](const Call& call) -> std::optional<Bytes> {
    if (call.procedure != 1 || !asks_for(call, 33)) return Bytes{};
    return Bytes{0x80, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 1};
  })));
  expect_unknown(measure(server), "lies about its lengths");
}

TEST(NfsHostile, AFailureThatIsNoRefusalIsNone) {
  base::Writer busy;
  busy.be32(10008).be32(0).be32(2).be32(24).be32(0).be32(15).be32(10008);  // NFS4ERR_DELAY
  const LoopbackServer server(serving(sound([&](const Call& call) -> std::optional<Bytes> {
    if (call.procedure == 1 && asks_for(call, 33)) return accepted(call, busy.data());
    return Bytes{};
  })));
  expect_unknown(measure(server), "nfsstat4 10008");
}

TEST(NfsHostile, APlainCallThatWasNotRefusedForItsSecurityProvesNothing) {
  base::Writer denied_by_mode;
  denied_by_mode.be32(13).be32(0).be32(2).be32(24).be32(0).be32(15).be32(13);  // NFS4ERR_ACCESS
  const LoopbackServer server(serving(sound([&](const Call& call) -> std::optional<Bytes> {
    if (call.procedure == 1 && asks_for(call, 15) && !asks_for(call, 33)) return accepted(call, denied_by_mode.data());
    return Bytes{};
  })));
  const auto told = measure(server);
  EXPECT_EQ(told.assessment.integrity.grade, Protection::unknown) << Json(told.observation).dump(1);
}

// RFC 9289: the offer, and whether calls in clear are refused, are two questions.
TEST(NfsHostile, TlsOfferedIsNotTlsRequired) {
  Bytes sys = results_of(recorded::secinfo_krb5p_sys);
  const auto answers = [&](bool refuses) {
    return sound([&, refuses](const Call& call) -> std::optional<Bytes> {
      if (call.flavour == 7) return accepted(call, {}, 0, "STARTTLS");
      if (call.procedure != 1) return Bytes{};
      if (asks_for(call, 33)) return accepted(call, sys);
      if (asks_for(call, 15) && !refuses) return accepted(call, results_of(recorded::access_nobody));
      return Bytes{};
    });
  };
  const LoopbackServer offering(serving(answers(false)));
  const auto offered = measure(offering);
  EXPECT_EQ(offered.observation.facts.at("nfs.v4.plain").value, Json("served"));
  EXPECT_EQ(offered.assessment.confidentiality.grade, Protection::optional) << Json(offered.observation).dump(1);
  const LoopbackServer requiring(serving(answers(true)));
  const auto required = measure(requiring);
  EXPECT_EQ(required.observation.facts.at("nfs.v4.plain").value, Json("refused"));
  // krb5p is listed beside sys; that TLS is required counts for nothing here, as it agrees to speak TLS and then does
  // not: tests/servers/nfs_tls_test.cc has those that do
  EXPECT_EQ(required.assessment.confidentiality.grade, Protection::optional) << Json(required.observation).dump(1);
}

TEST(NfsHostile, AServerThatRefusesEveryCallInClearIsBelievedOnlyIfItOffersTls) {
  const auto refusing = [](bool tls) {
    return serving([tls](const Call& call) -> std::optional<Bytes> {
      if (call.flavour == 7 && tls) return accepted(call, {}, 0, "STARTTLS");
      return denied(call, 5);  // AUTH_TOOWEAK
    });
  };
  const LoopbackServer with(refusing(true));
  const auto told = measure(with);
  EXPECT_TRUE(told.observation.complete) << told.observation.failure;
  EXPECT_EQ(told.observation.facts.at("nfs.plain").value, Json("refused"));
  EXPECT_EQ(told.assessment.confidentiality.grade, Protection::unknown);  // what its TLS is worth was not seen
  const LoopbackServer without(refusing(false));
  expect_unknown(measure(without), "does not offer TLS");
}

// Names that are no text, more of them than anybody keeps, and mounts that are refused: told all the same, in bounds.
TEST(NfsHostile, AListOfExportsIsNotTrusted) {
  base::Writer exports;
  for (int i = 0; i < 300; ++i)
    exports.be32(1).be32(1000).bytes(Bytes(1000, 0xfe)).be32(1).be32(4).be32(0xff0affffU).be32(0);
  exports.be32(0);
  const LoopbackServer server(serving([&](const Call& call) -> std::optional<Bytes> {
    if (call.flavour == 7) return denied(call, 2);
    if (call.program == 100005 && call.procedure == 5) return accepted(call, exports.data());
    if (call.program == 100005) return accepted(call, Bytes{0, 0, 0, 13});  // MNT3ERR_ACCES
    if (call.version != 3) return versions(call, 3, 3);
    return accepted(call, {});
  }));
  const auto told = measure(server);
  EXPECT_TRUE(told.observation.complete) << told.observation.failure;
  EXPECT_LT(Json(told.observation).dump().size(), 64U << 10U);
  EXPECT_EQ(told.assessment.integrity.grade, Protection::unknown);
}

TEST(NfsHostile, NothingButAnotherProgramIsNoNfs) {
  const LoopbackServer server(serving([](const Call& call) { return accepted(call, {}, 1); }));
  expect_unknown(measure(server), "serves no version of NFS");
}

}  // namespace
}  // namespace runseal::audit
