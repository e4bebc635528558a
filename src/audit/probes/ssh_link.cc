#include "audit/probes/ssh_link.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::audit {
namespace asio = boost::asio;
using proto::SshMessage;

namespace {

constexpr int most_other_messages = 8;

const std::string own_line = std::string("SSH-2.0-") + ssh_probe_name;

SshMessage type_of(ByteView payload) { return static_cast<SshMessage>(payload.front()); }

bool may_be_passed_over(SshMessage type) {
  return type == SshMessage::ignore || type == SshMessage::debug || type == SshMessage::unimplemented ||
         type == SshMessage::ext_info || type == SshMessage::userauth_banner;
}

TalkAnswer wrong(Talk& talk, const Error& error) {
  TalkAnswer answer;
  answer.outcome = Outcome::malformed;
  answer.detail = talk.malformed(error);
  return answer;
}
TalkAnswer wrong(Talk& talk, const std::string& what) { return wrong(talk, Error{ErrorCode::invalid, what, {}, {}}); }

}  // namespace

asio::awaitable<TalkAnswer> SshLink::identify(std::string suffix) {
  const auto line = own_line + "\r\n";
  const Bytes bytes(line.begin(), line.end());
  const Framing framing = proto::ssh_identification_size;
  auto answer = co_await talk_.ask("identification" + suffix, "said \"" + own_line + "\"", bytes, framing);
  if (answer.outcome != Outcome::answered) co_return answer;
  auto found = proto::parse_ssh_identification(answer.message);
  if (!found) co_return wrong(talk_, found.error());
  identification_ = *std::move(found);
  co_return answer;
}

asio::awaitable<TalkAnswer> SshLink::take_offer(std::string suffix) {
  const Bytes nothing;
  auto answer =
      co_await ask("offer" + suffix, "waited: it offers its algorithms by itself", nothing, SshMessage::kexinit);
  if (answer.outcome != Outcome::answered) co_return answer;
  if (!suffix.empty()) talk_.keep_of_answer(64);  // the first connection's is kept whole
  auto offer = proto::parse_ssh_kexinit(answer.message);
  if (!offer) co_return wrong(talk_, offer.error());
  offer_ = *std::move(offer);
  their_kexinit_ = answer.message;
  co_return answer;
}

// The answer's message is the payload of the first message of the type that is wanted.
asio::awaitable<TalkAnswer> SshLink::ask(std::string label, std::string question, Bytes message, SshMessage wanted) {
  const Framing framing = [this](ByteView bytes) -> Result<std::optional<std::size_t>> {
    return in_ ? in_->size(bytes) : proto::ssh_packet_size(bytes);
  };
  for (int i = 1; i <= most_other_messages; ++i) {
    auto answer = co_await talk_.ask(label, question, message, framing);
    label += "-more";
    question = "waited for more";
    message.clear();
    if (answer.outcome != Outcome::answered) co_return answer;
    auto payload = open(answer.message);
    if (!payload) co_return wrong(talk_, payload.error());
    answer.message = *std::move(payload);
    if (in_) write_down_what_it_said(answer.message);
    const auto type = type_of(answer.message);
    const bool let_in = wanted == SshMessage::userauth_failure && type == SshMessage::userauth_success;
    if (type == wanted || let_in) co_return answer;
    if (type == SshMessage::disconnect) {
      talk_.judged("closed: it took leave");
      answer.outcome = Outcome::closed;
      co_return answer;
    }
    if (!may_be_passed_over(type)) co_return wrong(talk_, fmt::format("message {} is out of turn", int(type)));
  }
  co_return wrong(talk_, "it says much and answers nothing");
}

// An encrypted answer shows nothing to whoever reads the evidence.
void SshLink::write_down_what_it_said(ByteView payload) {
  auto& exchange = into_.exchanges.back();
  exchange.answer_bytes = payload.size();
  exchange.answer_hex = base::to_hex(payload.first(std::min<std::size_t>(payload.size(), 1024)));
}

Result<Bytes> SshLink::open(ByteView packet) {
  ++received_;
  if (in_) return in_->open(packet);
  RUNSEAL_TRY(const auto payload, proto::ssh_payload(packet));
  return Bytes(payload.begin(), payload.end());
}

}  // namespace runseal::audit
