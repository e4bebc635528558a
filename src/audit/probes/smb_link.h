// One TCP connection on which SMB questions are asked, each written down with the bytes that came back.
#pragma once

#include <optional>
#include <string>

#include "audit/stream.h"
#include "model/audit.h"
#include "proto/smb2.h"

namespace runseal::audit {

struct SmbAnswer {
  Outcome outcome = Outcome::malformed;
  std::string detail;  // why, where the outcome alone does not say it
  Bytes message;       // one whole SMB message of the family of the question
};

class SmbLink {
 public:
  SmbLink(const boost::asio::any_io_executor& executor, Address address, Limits limits, model::Observation& into)
      : stream_(executor, limits), address_(std::move(address)), into_(into) {}

  // Connects at the first question. `message`: without its frame header.
  boost::asio::awaitable<SmbAnswer> ask(std::string label, std::string question, Bytes message);
  // Changes what was written down about the last question, once its answer has been read.
  void judged(const std::string& outcome) { into_.exchanges.back().outcome = outcome; }
  // The same for an answer that cannot be: gives back the words for it.
  std::string malformed(const Error& error);

  proto::Smb2Ids ids;  // of the next question

 private:
  boost::asio::awaitable<SmbAnswer> converse(Bytes message, Bytes& raw);
  boost::asio::awaitable<SmbAnswer> read_message(bool smb2, Bytes& raw);

  Stream stream_;
  Address address_;
  model::Observation& into_;
  bool connected_ = false;
};

}  // namespace runseal::audit
