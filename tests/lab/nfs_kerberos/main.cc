// nfs_kerberos PORT krb5|krb5i|krb5p NAME [CONTENT]: reads the first 64 KiB of /runs/NAME from an NFS 4.0 server on
// 127.0.0.1, or writes CONTENT to it. libtirpc proves the caller and protects the calls; no client in Debian that runs
// without the kernel's can. As far as tests need it.
#include <arpa/inet.h>
#include <rpc/rpc.h>
// after what it needs
#include <rpc/auth_gss.h>

#include <array>
#include <cstdarg>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

// RFC 7530 section 16
constexpr u_int lookup = 15, put_root = 24, read_file = 25, write_file = 38;

struct Question {
  std::string name;
  std::string content;  // empty: read
};
struct Answer {
  u_int status = 1;
  std::string content;
};

bool_t put(XDR* xdr, u_int number) { return xdr_u_int(xdr, &number); }
bool_t put(XDR* xdr, std::string text) {
  auto* bytes = text.data();
  auto size = static_cast<u_int>(text.size());
  return xdr_bytes(xdr, &bytes, &size, 1U << 20U);
}
bool_t get(XDR* xdr, std::string& text) {
  char* bytes = nullptr;
  u_int size = 0;
  if (xdr_bytes(xdr, &bytes, &size, 1U << 20U) == FALSE) return FALSE;
  text.assign(bytes, size);
  std::free(bytes);
  return TRUE;
}

template <class T>
T* argument(va_list& list) {
  return va_arg(list, T*);
}

bool_t ask(XDR* xdr, ...) {
  va_list list;
  va_start(list, xdr);
  const auto& question = *argument<Question>(list);
  va_end(list);
  if (xdr->x_op != XDR_ENCODE) return TRUE;
  const bool writes = !question.content.empty();
  put(xdr, std::string());
  for (const auto number : {0U, 4U, put_root, lookup}) put(xdr, number);  // minor version, operations
  put(xdr, std::string("runs"));
  put(xdr, lookup);
  put(xdr, question.name);
  put(xdr, writes ? write_file : read_file);
  for (int i = 0; i < 6; ++i) put(xdr, 0U);  // the state of nobody; from the beginning
  if (!writes) return put(xdr, 1U << 16U);
  return put(xdr, 2U) && put(xdr, question.content);  // to be stable at once
}

bool_t hear(XDR* xdr, ...) {
  va_list list;
  va_start(list, xdr);
  auto& answer = *argument<Answer>(list);
  va_end(list);
  if (xdr->x_op != XDR_DECODE) return TRUE;
  std::string tag;
  u_int count = 0;
  if (xdr_u_int(xdr, &answer.status) == FALSE || get(xdr, tag) == FALSE || xdr_u_int(xdr, &count) == FALSE)
    return FALSE;
  for (u_int i = 0, operation = 0, status = 0, end = 0; i < count; ++i) {
    if (xdr_u_int(xdr, &operation) == FALSE || xdr_u_int(xdr, &status) == FALSE) return FALSE;
    if (status != 0) break;
    if (operation == read_file && (xdr_u_int(xdr, &end) == FALSE || get(xdr, answer.content) == FALSE)) return FALSE;
  }
  return TRUE;
}

rpc_gss_svc_t service_of(const std::string& name) {
  if (name == "krb5p") return RPCSEC_GSS_SVC_PRIVACY;
  return name == "krb5i" ? RPCSEC_GSS_SVC_INTEGRITY : RPCSEC_GSS_SVC_NONE;
}

CLIENT* connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return nullptr;
  const netbuf where{sizeof address, sizeof address, &address};
  return clnt_vc_create(socket, &where, 100003, 4, 0, 0);
}

int failed(const std::string& what) {
  std::cerr << what << "\n";
  return 1;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return failed("nfs_kerberos PORT SERVICE NAME [CONTENT]");
  auto* const client = connect_to(static_cast<std::uint16_t>(std::stoi(words[1])));
  if (client == nullptr) return failed("no connection");
  static std::array<char, 9> number{'\x2a', '\x86', '\x48', '\x86', '\xf7', '\x12', '\x01', '\x02', '\x02'};
  static gss_OID_desc kerberos{number.size(), number.data()};
  rpc_gss_sec security{};
  security.mech = &kerberos;
  security.req_flags = GSS_C_MUTUAL_FLAG;
  security.cred = GSS_C_NO_CREDENTIAL;
  security.svc = service_of(words[2]);
  static std::string server = "nfs@localhost";
  client->cl_auth = authgss_create_default(client, server.data(), &security);
  if (client->cl_auth == nullptr) return failed("the server's ticket or the context was refused");
  Question question{words[3], count > 4 ? words[4] : ""};
  Answer answer;
  const auto outcome = clnt_call(client, 1, ask, reinterpret_cast<caddr_t>(&question), hear,
                                 reinterpret_cast<caddr_t>(&answer), (timeval{10, 0}));
  if (outcome != RPC_SUCCESS) return failed(clnt_sperror(client, "the call"));
  if (answer.status != 0) return failed("NFS status " + std::to_string(answer.status));
  std::cout << answer.content;
  auth_destroy(client->cl_auth);
  clnt_destroy(client);
  return 0;
}
