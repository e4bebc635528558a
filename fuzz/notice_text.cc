// Any bytes as a notice: no crash, and no value without the place where it stands.
#include <cstdlib>

#include "notice/import.h"
#include "notice/text_encoding.h"

using namespace runseal;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void has_place(const model::Found<T>& found) {
  must(found.where.line > 0 && found.where.page > 0 && found.where.quote.size() <= 200);
}

void check(const model::Notice& notice) {
  for (const auto& one : notice.references) has_place(one);
  for (const auto& one : notice.kinds) has_place(one);
  for (const auto& one : notice.harms) has_place(one);
  for (const auto& one : notice.actions) has_place(one.text);
  for (const auto& one : notice.form) has_place(one.label);
  for (const auto& one : {notice.publisher, notice.title, notice.date, notice.language, notice.guidance_link,
                          notice.reply_address, notice.date_format})
    if (one) has_place(*one);
  for (const auto& product : notice.products) {
    has_place(product.name);
    for (const auto& number : product.catalogue_numbers) has_place(number);
    if (product.udi_di) has_place(*product.udi_di);
  }
  (void)Json(notice).dump();  // throws where a value is not UTF-8
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto text = notice::decode_text({data, size});
  if (!text) return 0;
  for (const auto format : {model::SourceFormat::markdown, model::SourceFormat::text, model::SourceFormat::pdf})
    if (const auto notice = notice::read_notice(*text, format, "fuzz", "")) check(*notice);
  return 0;
}
