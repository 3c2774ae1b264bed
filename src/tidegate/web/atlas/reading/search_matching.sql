select rowid from found where found match :wanted limit :most
