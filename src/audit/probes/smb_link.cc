#include "audit/probes/smb_link.h"

#include "audit/talk.h"
#include "proto/smb_frame.h"
#include "proto/smb_status.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr int most_interim_answers = 4;

// STATUS_PENDING: the real answer follows (MS-SMB2 3.3.4.2).
bool is_interim(ByteView message) {
  base::Reader in(message);
  in.skip(8);
  return message.size() >= proto::smb2_header_size && in.le32() == proto::status::pending;
}

}  // namespace

std::string SmbLink::malformed(const Error& error) {
  auto words = words_for(error);
  judged("malformed: " + words);
  return words;
}

asio::awaitable<SmbAnswer> SmbLink::ask(std::string label, std::string question, Bytes message) {
  Bytes raw;
  auto answer = co_await converse(std::move(message), raw);
  auto outcome = std::string(base::name_of(answer.outcome));
  if (!answer.detail.empty()) outcome += ": " + answer.detail;
  add_exchange(into_, std::move(label), std::move(question), raw, std::move(outcome));
  co_return answer;
}

asio::awaitable<SmbAnswer> SmbLink::converse(Bytes message, Bytes& raw) {
  SmbAnswer answer;
  if (!connected_) {
    answer.outcome = co_await stream_.connect(address_);
    if (answer.outcome != Outcome::answered) co_return answer;
    connected_ = true;
  }
  const bool smb2 = message.front() == 0xfe;
  answer.outcome = co_await stream_.write(proto::smb_frame(message));
  if (answer.outcome != Outcome::answered) co_return answer;
  for (int i = 0; i < most_interim_answers; ++i) {
    answer = co_await read_message(smb2, raw);
    if (answer.outcome != Outcome::answered || !smb2 || !is_interim(answer.message)) co_return answer;
  }
  answer.outcome = Outcome::malformed;
  answer.detail = "answered wrongly: it says 'pending' without end";
  co_return answer;
}

asio::awaitable<SmbAnswer> SmbLink::read_message(bool smb2, Bytes& raw) {
  SmbAnswer answer;
  // the frame header and the first four bytes: enough to tell SMB from anything else before believing a length
  auto head = co_await stream_.read(proto::smb_frame_header + 4);
  raw.insert(raw.end(), head.bytes.begin(), head.bytes.end());
  answer.outcome = head.outcome;
  const ByteView bytes(head.bytes);
  if (!head.bytes.empty() && head.bytes[0] != 0) {
    answer.outcome = Outcome::other_protocol;
    co_return answer;
  }
  if (head.outcome == Outcome::closed && !head.bytes.empty()) {
    answer.outcome = Outcome::malformed;
    answer.detail = "its answer was cut off";
  }
  if (answer.outcome != Outcome::answered) co_return answer;
  const auto family = proto::smb_family(bytes.subspan(proto::smb_frame_header));
  if (!family) {
    answer.outcome = Outcome::other_protocol;
    co_return answer;
  }
  const auto length = proto::smb_frame_length(bytes.first(proto::smb_frame_header));
  answer.outcome = Outcome::malformed;
  if (!length) {
    answer.detail = words_for(length.error());
    co_return answer;
  }
  if ((*family == proto::SmbFamily::smb2) != smb2) {
    answer.detail = smb2 ? "answered wrongly: in SMB 1 to a question in SMB 2"
                         : "answered wrongly: in SMB 2 to a question in SMB 1";
    co_return answer;
  }
  auto rest = co_await stream_.read(*length - 4);
  raw.insert(raw.end(), rest.bytes.begin(), rest.bytes.end());
  answer.outcome = rest.outcome;
  if (rest.outcome == Outcome::closed || rest.outcome == Outcome::reset) {
    answer.outcome = Outcome::malformed;
    answer.detail = "its answer was cut off";
  }
  answer.message.assign(head.bytes.begin() + proto::smb_frame_header, head.bytes.end());
  answer.message.insert(answer.message.end(), rest.bytes.begin(), rest.bytes.end());
  co_return answer;
}

}  // namespace runseal::audit
