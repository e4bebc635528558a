// One visitor's connection: TLS, then one request after another. Everything here runs on the server's one thread, and
// each wait has its limit.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "console/http_request.h"
#include "console/server_state.h"

namespace runseal::console {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(ServerState& server, asio::ip::tcp::socket socket, std::string peer, Visitors::Ticket ticket);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  asio::awaitable<void> live();
  // The service stops: at once when nothing is asked, else after the answer.
  void end_soon();

 private:
  using Parser = http::request_parser<http::string_body>;
  struct Exchange;  // a request and what becomes of it

  asio::awaitable<bool> shake_hands();
  asio::awaitable<bool> one_request(bool first);  // false: there is no next one
  asio::awaitable<bool> wait_for_request(bool first);
  asio::awaitable<bool> refuse_header(beast::error_code error);
  asio::awaitable<void> farewell();

  // connection_answer.cc. Nothing: the visitor is gone.
  asio::awaitable<std::optional<Answer>> answer_to(Parser& parser, Exchange& exchange);
  asio::awaitable<std::optional<Answer>> answer_by_route(Parser& parser, Exchange& exchange);
  asio::awaitable<std::optional<Answer>> take_body(Parser& parser, Exchange& exchange, std::size_t most);
  // Of a body that broke off: nothing when the visitor is gone.
  std::optional<Answer> refusal_of_body(beast::error_code error);
  asio::awaitable<bool> read_body(Parser& parser, beast::error_code& error);
  asio::awaitable<Answer> handle(Exchange& exchange);
  asio::awaitable<Answer> handle_by(Exchange& exchange, const std::function<Result<Answer>()>& handler);

  // connection_upload.cc, likewise.
  const Uploading* uploading(const Exchange& exchange) const;
  asio::awaitable<std::optional<Answer>> answer_to_upload(Parser& parser, Exchange& exchange, const Uploading& kind);
  asio::awaitable<std::optional<Answer>> take_upload(Parser& parser, Exchange& exchange, Upload& upload);

  // connection_send.cc. False: the visitor is gone.
  asio::awaitable<bool> send(const Answer& answer, bool head_only, bool keep);
  asio::awaitable<bool> send_stream(const Answer& answer, bool chunked);
  asio::awaitable<bool> write(std::string_view bytes);
  void watch_for_leaving();

  beast::tcp_stream& tcp() { return beast::get_lowest_layer(socket_); }

  ServerState& server_;
  std::string peer_;
  Visitors::Ticket ticket_;
  std::shared_ptr<asio::ssl::context> tls_;
  beast::ssl_stream<beast::tcp_stream> socket_;
  beast::flat_buffer buffer_;
  asio::steady_timer wake_;
  std::array<char, 4096> ignored_{};  // what a visitor says who is only to listen
  bool idle_ = false;                 // nothing is asked
  bool woken_ = false;                // there is something to send
  bool left_ = false;                 // the visitor, while it was to listen
};

struct Connection::Exchange {
  Asked asked;
  const Route* route = nullptr;
  service::Caller caller;
  bool body_is_left = false;  // announced, and not read
  bool keep_alive = false;    // the visitor wants to ask more
  unsigned version = 11;
};

}  // namespace runseal::console
