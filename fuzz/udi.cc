// Any bytes as a scanned UDI: what is read has a device identifier whose check digit is right.
#include <cstdlib>

#include "base/bytes.h"
#include "notice/udi.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto text = base::as_text({data, size});
  const auto udi = notice::parse_udi(text);
  if (udi && (udi->di.size() != 14 || !notice::gtin_check_digit_ok(udi->di))) std::abort();
  (void)notice::normal_gtin(text);
  (void)notice::normal_catalogue_number(text);
  return 0;
}
