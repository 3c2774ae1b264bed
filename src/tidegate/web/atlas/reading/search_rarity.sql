select piece, texts from pieces where piece in (select value from json_each(:pieces))
