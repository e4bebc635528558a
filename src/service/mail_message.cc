#include "service/mail_message.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_line = 76;  // RFC 2045 6.8
constexpr std::size_t of_one_word = 39;   // bytes: a line of 76 holds "Subject: =?UTF-8?B?…?=" (RFC 2047 2)
constexpr std::size_t longest_subject = 200;

// The bytes of `text` up to `most`, no character cut in two.
std::string_view front(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;
  return text.substr(0, most);
}

// Always encoded: then no text, whatever is in it, can end the header or be taken for another.
std::string encoded_words(const std::string& text) {
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto word = front(rest, of_one_word);
    rest.remove_prefix(word.size());
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base::to_base64(base::as_bytes(word)) + "?=";
  }
  return out;
}

// RFC 5322 3.3; the names of days and months are English whatever the locale.
std::string date_of(Instant at) {
  const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::time_point(at));
  const auto time = fmt::gmtime(seconds);
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[time.tm_wday], time.tm_mday, months[time.tm_mon],
                     time.tm_year + 1900, time.tm_hour, time.tm_min, time.tm_sec);
}

std::string body_of(const std::string& text) {
  const auto encoded = base::to_base64(base::as_bytes(text));
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += longest_line)
    out.append(encoded, at, longest_line).append("\r\n");
  return out;
}

}  // namespace

std::string written(const MailMessage& message) {
  const auto domain = message.from.substr(message.from.rfind('@') + 1);
  return fmt::format(
      "Date: {}\r\nFrom: runseal <{}>\r\nTo: <{}>\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n{}",
      date_of(message.at), message.from, message.to, message.id, domain,
      encoded_words(base::printable(message.subject, longest_subject)), body_of(message.text));
}

}  // namespace runseal::service
